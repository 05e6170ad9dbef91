package dev.slurmec2.build;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A service of the SDK that the suite calls by its client.
 *
 * @param directory of its classes in the jar, with / at its end
 * @param clientName its client's interface
 */
record SdkService(String directory, String clientName) {
  private static final String SERVICES = "software/amazon/awssdk/services/";

  /** Not STS: the SDK calls it by itself, for profiles that assume a role. */
  static final List<SdkService> ALL =
      List.of(
          new SdkService(SERVICES + "ec2/", "Ec2Client"),
          new SdkService(SERVICES + "ssm/", "SsmClient"));

  /** The one that a class belongs to. */
  static Optional<SdkService> of(String className) {
    return ALL.stream().filter(service -> className.startsWith(service.directory)).findFirst();
  }

  String clientInterface() {
    return directory + clientName;
  }

  /** What carries the interface out. */
  String client() {
    return directory + "Default" + clientName;
  }

  /**
   * Whether a method of the client is a call of the API: by what it returns, which is a response of
   * the model, or what asks for pages or waits.
   *
   * @param method name and descriptor
   */
  boolean isOperation(String method) {
    String returned = method.substring(method.indexOf(')') + 1);
    return Stream.of("model/", "paginators/", "waiters/")
        .anyMatch(part -> returned.startsWith("L" + directory + part));
  }
}
