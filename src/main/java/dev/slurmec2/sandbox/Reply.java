package dev.slurmec2.sandbox;

/**
 * An answer.
 *
 * @param summary what the log says about it
 */
record Reply(int status, String contentType, String body, String summary) {

  static Reply xml(String body, String summary) {
    return new Reply(200, "text/xml;charset=UTF-8", body, summary);
  }

  static Reply json(int status, String body, String summary) {
    return new Reply(status, "application/x-amz-json-1.1", body, summary);
  }
}
