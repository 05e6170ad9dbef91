package dev.slurmec2.ec2;

import dev.slurmec2.text.Printable;
import dev.slurmec2.text.Secrets;

/**
 * An error of EC2, of the way to it, or of the credentials.
 *
 * @param errorClass its class
 * @param code EC2's error code, or a word of ours where there was no answer ({@code NoAnswer},
 *     {@code NoCredentials})
 * @param message EC2's sentence, and where an administrator can mend it, what to mend
 */
public record Ec2Error(ErrorClass errorClass, String code, String message) {
  public Ec2Error {
    // EC2 quotes what it does not like, and whatever holds an error is logged or becomes a Reason.
    code = Printable.line(Secrets.masked(code));
    message = Secrets.masked(message);
  }

  @Override
  public String toString() {
    return code + ": " + message;
  }
}
