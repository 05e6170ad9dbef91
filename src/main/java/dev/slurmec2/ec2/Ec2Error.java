package dev.slurmec2.ec2;

/**
 * An error of EC2, of the way to it, or of the credentials.
 *
 * @param errorClass its class
 * @param code EC2's error code, or a word of ours where there was no answer ({@code NoAnswer},
 *     {@code NoCredentials})
 * @param message EC2's sentence, and where an administrator can mend it, what to mend
 */
public record Ec2Error(ErrorClass errorClass, String code, String message) {
  @Override
  public String toString() {
    return code + ": " + message;
  }
}
