package dev.slurmec2.ec2;

import java.util.Map;

/** An EC2 that is not on the network: it answers what the SDK would send. */
@FunctionalInterface
public interface Endpoint {

  /**
   * Answers a request; may take its time.
   *
   * @param headers as the SDK signed them, by name, with the case of HTTP/1.1
   * @param body the request's body, empty if it has none
   */
  Answer answer(Map<String, String> headers, String body);

  /**
   * An HTTP answer.
   *
   * @param status HTTP's
   */
  record Answer(int status, String contentType, String body) {}
}
