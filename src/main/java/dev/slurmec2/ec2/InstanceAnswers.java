package dev.slurmec2.ec2;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.ec2.model.DescribeInstancesRequest;

/**
 * Takes the instances out of answers of DescribeInstances before the SDK sees them, for requests
 * that have said where they go. The SDK signs, sends and reads errors as ever; of a page it sees
 * the request's id alone.
 */
final class InstanceAnswers implements ExecutionInterceptor {

  private static final ExecutionAttribute<AtomicReference<InstanceReader.@Nullable Page>> PAGE =
      new ExecutionAttribute<>("slurm-ec2:page");

  /**
   * A request whose page goes where it is said.
   *
   * @param page stays null when the call fails
   */
  static Consumer<DescribeInstancesRequest.Builder> into(
      AtomicReference<InstanceReader.@Nullable Page> page,
      Consumer<DescribeInstancesRequest.Builder> request) {
    return builder -> {
      request.accept(builder);
      builder.overrideConfiguration(call -> call.putExecutionAttribute(PAGE, page));
    };
  }

  @Override
  public Optional<InputStream> modifyHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    AtomicReference<InstanceReader.@Nullable Page> wanted = attributes.getAttribute(PAGE);
    Optional<InputStream> body = context.responseBody();
    if (wanted == null || body.isEmpty() || !context.httpResponse().isSuccessful()) {
      return body;
    }
    try (InputStream answer = body.get()) {
      InstanceReader.Page page = InstanceReader.read(answer);
      wanted.set(page);
      return Optional.of(rest(page));
    } catch (XMLStreamException | IOException e) {
      throw SdkClientException.create(
          "EC2's answer to DescribeInstances cannot be read: " + e.getMessage(), e);
    }
  }

  private static InputStream rest(InstanceReader.Page page) {
    String id = page.requestId().replace("&", "&amp;").replace("<", "&lt;");
    String text =
        "<DescribeInstancesResponse><requestId>" + id + "</requestId></DescribeInstancesResponse>";
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
