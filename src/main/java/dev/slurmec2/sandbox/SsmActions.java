package dev.slurmec2.sandbox;

import dev.slurmec2.sandbox.engine.ApiError;
import dev.slurmec2.sandbox.engine.Engine;
import dev.slurmec2.sandbox.engine.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The Parameter Store of the Systems Manager: GetParameters, GetParameter, PutParameter. */
final class SsmActions {

  /** API reference, GetParameters: "Maximum number of 10 items". */
  private static final int MAX_NAMES = 10;

  private final Engine engine;

  SsmActions(Engine engine) {
    this.engine = engine;
  }

  Reply answer(String action, String region, Fields request) {
    return switch (action) {
      case "GetParameters" -> getParameters(region, request);
      case "GetParameter" -> getParameter(region, request);
      case "PutParameter" -> putParameter(region, request);
      default ->
          throw new ApiError(
              "UnknownOperationException",
              "The sandbox does not know "
                  + action
                  + "; of the Systems Manager it knows GetParameters, GetParameter and"
                  + " PutParameter.");
    };
  }

  /** What a call reads or writes, as IAM sees it. */
  static List<Policy.Access> accesses(String action, String region, Fields request) {
    List<String> names =
        action.equals("GetParameters")
            ? request.texts("Names")
            : request.text("Name").map(List::of).orElse(List.of());
    return names.stream().map(name -> PolicyAccess.parameter(region, action, name)).toList();
  }

  private Reply getParameters(String region, Fields request) {
    List<String> names = request.texts("Names");
    if (names.isEmpty() || names.size() > MAX_NAMES) {
      throw new ApiError(
          "ValidationException",
          "1 validation error detected: Value at 'names' failed to satisfy constraint: Member must"
              + " have length between 1 and "
              + MAX_NAMES
              + ", inclusive");
    }
    List<Object> found = new ArrayList<>();
    List<String> invalid = new ArrayList<>();
    for (String name : new LinkedHashSet<>(names)) {
      engine
          .parameter(region, name)
          .ifPresentOrElse(
              parameter -> found.add(json(region, parameter)), () -> invalid.add(name));
    }
    return Reply.json(
        200,
        JsonText.of(Map.of("Parameters", found, "InvalidParameters", invalid)),
        found.size() + " parameters, " + invalid.size() + " invalid");
  }

  private Reply getParameter(String region, Fields request) {
    String name = request.need("Name");
    Parameter parameter =
        engine
            .parameter(region, name)
            .orElseThrow(
                () -> new ApiError("ParameterNotFound", "Parameter " + name + " not found."));
    return Reply.json(
        200, JsonText.of(Map.of("Parameter", json(region, parameter))), "1 parameter");
  }

  private Reply putParameter(String region, Fields request) {
    String name = request.need("Name");
    if (engine.parameter(region, name).isPresent() && !request.flag("Overwrite").orElse(false)) {
      throw new ApiError(
          "ParameterAlreadyExists",
          "The parameter already exists. To overwrite this value, set the overwrite option in the"
              + " request to true.");
    }
    Parameter parameter =
        engine.putParameter(
            region, name, request.text("Type").orElse("String"), request.need("Value"));
    return Reply.json(
        200,
        JsonText.of(Map.of("Version", parameter.version(), "Tier", "Standard")),
        "1 parameter");
  }

  private static Map<String, Object> json(String region, Parameter parameter) {
    Map<String, Object> json = new TreeMap<>();
    json.put("Name", parameter.name());
    json.put("Type", parameter.type());
    json.put("Value", parameter.value());
    json.put("Version", parameter.version());
    json.put("DataType", "text");
    json.put("LastModifiedDate", parameter.modified().getEpochSecond());
    json.put(
        "ARN",
        "arn:aws:ssm:"
            + region
            + ":"
            + Engine.ACCOUNT
            + ":parameter"
            + (parameter.name().startsWith("/") ? "" : "/")
            + parameter.name());
    return json;
  }
}
