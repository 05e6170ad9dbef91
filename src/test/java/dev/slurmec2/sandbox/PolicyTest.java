package dev.slurmec2.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slurmec2.sandbox.Policy.Access;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {

  private static Policy policy(String... statements) {
    return Policy.read("{\"Statement\": [" + String.join(",", statements) + "]}");
  }

  private static String allow(String condition) {
    return "{\"Effect\": \"Allow\", \"Action\": \"ec2:Start*\", \"Resource\": \"arn:a:instance/i-?\""
        + (condition.isEmpty() ? "" : ", \"Condition\": " + condition.replace('\'', '"'))
        + "}";
  }

  private static boolean allows(Policy policy, Map<String, String> context) {
    return policy.allows(new Access("ec2:StartInstances", "arn:a:instance/i-1", context));
  }

  @Test
  void actionsAreComparedWithoutCaseAndResourcesAsTheyAre() {
    Policy policy = policy(allow(""));

    assertThat(policy.allows(new Access("EC2:startINSTANCES", "arn:a:instance/i-1", Map.of())))
        .isTrue();
    assertThat(policy.allows(new Access("ec2:StopInstances", "arn:a:instance/i-1", Map.of())))
        .isFalse();
    assertThat(policy.allows(new Access("ec2:StartInstances", "arn:a:Instance/i-1", Map.of())))
        .isFalse();
    assertThat(policy.allows(new Access("ec2:StartInstances", "arn:a:instance/i-12", Map.of())))
        .isFalse();
  }

  @Test
  void whatNoStatementAllowsIsDeniedAndADenialWins() {
    assertThat(allows(Policy.read("{\"Statement\": []}"), Map.of())).isFalse();
    assertThat(allows(policy(allow(""), allow("").replace("Allow", "Deny")), Map.of())).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        // condition; value of the key; whether it holds, and whether it does without the key
        "{'StringEquals': {'aws:RequestTag/k': ['a', 'b']}}; b; true; false",
        "{'StringEquals': {'aws:RequestTag/k': 'a'}}; A; false; false",
        "{'StringEquals': {'AWS:requesttag/k': 'a'}}; a; true; false",
        "{'StringEquals': {'aws:RequestTag/K': 'a'}}; a; false; false",
        "{'StringEqualsIfExists': {'aws:RequestTag/k': 'a'}}; b; false; true",
        "{'StringNotEquals': {'aws:RequestTag/k': 'a'}}; a; false; true",
        "{'StringLike': {'aws:RequestTag/k': 'part-*'}}; part-7; true; false",
        "{'StringLike': {'aws:RequestTag/k': 'part-?'}}; part-77; false; false",
        "{'StringNotLike': {'aws:RequestTag/k': 'part-*'}}; other; true; true",
        "{'Bool': {'aws:RequestTag/k': 'true'}}; True; true; false",
        "{'Null': {'aws:RequestTag/k': 'true'}}; a; false; true",
        "{'Null': {'aws:RequestTag/k': 'false'}}; a; true; false",
        "{'ForAllValues:StringEquals': {'aws:RequestTag/k': ['a', 'b']}}; c; false; true",
        "{'ForAnyValue:StringEquals': {'aws:RequestTag/k': ['a', 'b']}}; a; true; false",
        "{'StringEquals': {'aws:RequestTag/k': 'a', 'x': 'y'}}; a; false; false"
      })
  void conditions(String condition, String value, boolean holds, boolean withoutTheKey) {
    Policy policy = policy(allow(condition));

    assertThat(allows(policy, Map.of("aws:RequestTag/k", value))).isEqualTo(holds);
    assertThat(allows(policy, Map.of())).isEqualTo(withoutTheKey);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no json",
        "[]",
        "{}",
        "{\"Statement\": [7]}",
        "{\"Statement\": {\"Effect\": \"Maybe\", \"Action\": \"*\", \"Resource\": \"*\"}}",
        "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": 7, \"Resource\": \"*\"}}",
        "{\"Statement\": {\"Effect\": \"Allow\", \"NotAction\": \"*\", \"Resource\": \"*\"}}",
        "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\"}}",
        "{\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\","
            + " \"Condition\": {\"DateLessThan\": {\"aws:CurrentTime\": \"x\"}}}}"
      })
  void whatIsNotUnderstoodIsRefusedWithASentence(String document) {
    assertThatThrownBy(() -> Policy.read(document))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("olicy");
  }
}
