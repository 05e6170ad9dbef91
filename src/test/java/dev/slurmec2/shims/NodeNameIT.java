package dev.slurmec2.shims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slurmec2.ec2.NodeTags;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * compute/slurm-ec2-node-name against a metadata service that behaves well, badly or not at all.
 */
final class NodeNameIT {
  private static final Path PROGRAM =
      Installation.SOURCES.toAbsolutePath().resolve("compute/slurm-ec2-node-name");

  /** What the script needs beside an HTTP client. */
  private static final String[] TOOLS = {"sed", "tail", "head", "tr", "sleep", "mkdir", "mv"};

  @TempDir Path directory;
  private ScriptedMetadata metadata;

  @BeforeEach
  void start() throws IOException {
    metadata = new ScriptedMetadata("");
  }

  @AfterEach
  void stop() {
    metadata.close();
  }

  private Call call(String... arguments) {
    Object[] words = new Object[arguments.length + 1];
    words[0] = PROGRAM;
    System.arraycopy(arguments, 0, words, 1, arguments.length);
    return Call.of(words)
        .withPath()
        .with("AWS_EC2_METADATA_SERVICE_ENDPOINT", metadata.origin())
        .with("SLURM_EC2_NODE_NAME_TIMEOUT", "0");
  }

  private static void assertNoName(Call.Result result, String why) {
    assertThat(result.stdout()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.stderr()).contains(why, "gave up after 0 seconds");
  }

  @Test
  void theNameIsTheTag() {
    metadata.name(200, "aws-g1-17");

    assertThat(call().run()).isEqualTo(new Call.Result(0, "aws-g1-17\n", ""));
    assertThat(metadata.requests())
        .containsExactly(
            "PUT /latest/api/token",
            "GET /latest/meta-data/tags/instance/slurm-ec2:nodes",
            "GET /latest/meta-data/tags/instance/Name");
  }

  /** The keys of an instance that was launched for the range and is that node. */
  private static String keysOf(String range, String node) {
    List<String> bits = NodeTags.of(range).orElseThrow().missing(node, Map.of()).orElseThrow();
    return "slurm-ec2:cluster\nslurm-ec2:nodes\n" + String.join("\n", bits);
  }

  @ParameterizedTest
  @CsvSource({
    "aws-g1-[0-1], aws-g1-1",
    "aws-g1-[0-9], aws-g1-7",
    "aws-g1-[0-999], aws-g1-0",
    "aws-g1-[0-999], aws-g1-333",
    "aws-g1-[0-999], aws-g1-999",
    "aws-g1-[9-10], aws-g1-10",
    "aws-g1-[1500-2499], aws-g1-2048",
    "machine[001-020], machine009",
    "machine[008-108], machine100",
    "a[0-65535], a65535",
    "a[0-65535], a34567",
  })
  void orTheNodeOfItsLaunchsRangeThatItsBitsSay(String range, String node) {
    metadata.nodes(200, range).keys(200, keysOf(range, node));

    assertThat(call().run()).isEqualTo(new Call.Result(0, node + "\n", ""));
  }

  @Test
  void bitsThatComeLateAreWaitedForAndNeverReadAsAnotherNode() {
    String all = keysOf("aws-g1-[0-999]", "aws-g1-717");
    metadata.nodes(200, "aws-g1-[0-999]").keys(200, "slurm-ec2:nodes");
    metadata.keys(200, all.substring(0, all.lastIndexOf('\n'))).keys(200, all);

    Call.Result result = call().with("SLURM_EC2_NODE_NAME_TIMEOUT", "60").run();

    assertThat(result.stdout()).isEqualTo("aws-g1-717\n");
    assertThat(result.stderr()).contains("not all there yet");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "slurm-ec2:b0",
        "slurm-ec2:b0\nslurm-ec2:b1\nslurm-ec2:b2",
        "slurm-ec2:b0\nslurm-ec2:b5",
        "slurm-ec2:b00\nslurm-ec2:b01",
        "b0\nb1",
        "<html>slurm-ec2:b0 slurm-ec2:b1</html>"
      })
  void bitsThatAreNoNodesAreNoName(String keys) {
    metadata.nodes(200, "aws-g1-[0-9]").keys(200, keys);

    assertNoName(call().run(), "not all there yet");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aws-g1-[0-9",
        "aws-g1-0-9]",
        "[0-9]",
        "aws-g1-[9-0]",
        "aws-g1-[0-]",
        "aws-g1-[a-b]",
        "aws-g1-[0-9],b[0-9]",
        "aws-g1-[0-9999999999]",
        "$(reboot)[0-9]",
        "a/b[0-9]",
        "<html>"
      })
  void aRangeThatIsNoneIsNotGuessedAt(String range) {
    metadata.nodes(200, range).keys(200, "slurm-ec2:b0\nslurm-ec2:b1");

    assertNoName(call().run(), "no tag Name yet");
  }

  @Test
  void whileBitsAreMissingANameOfTheSameNodesCountsAndNoOther() {
    metadata.nodes(200, "aws-g1-[0-9]").keys(200, "slurm-ec2:nodes");
    metadata.name(200, "template").name(200, "aws-g1-17");

    Call.Result result = call().with("SLURM_EC2_NODE_NAME_TIMEOUT", "60").run();

    assertThat(result.stdout()).isEqualTo("aws-g1-17\n");
    assertThat(result.stderr()).contains("the tag Name is no name of a node: 'template'");
  }

  @Test
  void theIndexCountsMoreThanTheNameThatPeopleRead() {
    metadata.nodes(200, "aws-g1-[0-9]").keys(200, keysOf("aws-g1-[0-9]", "aws-g1-3"));
    metadata.name(200, "aws-g1-4");

    assertThat(call().run().stdout()).isEqualTo("aws-g1-3\n");
  }

  @Test
  void aTagThatComesLateIsWaitedFor() {
    metadata.name(404, "<html>404 - Not Found</html>").name(200, "aws-g1-17");

    Call.Result result = call().with("SLURM_EC2_NODE_NAME_TIMEOUT", "60").run();

    assertThat(result.stdout()).isEqualTo("aws-g1-17\n");
    assertThat(result.exitCode()).isZero();
    assertThat(result.stderr()).contains("no tag Name yet", "waiting");
  }

  @Test
  void theTemplatesOwnNameIsWaitedOutIfItIsNoNodeName() {
    metadata.name(200, "Compute node of the cluster").name(200, "aws-g1-17");

    assertThat(call().with("SLURM_EC2_NODE_NAME_TIMEOUT", "60").run().stdout())
        .isEqualTo("aws-g1-17\n");
  }

  @Test
  void anExpiredTokenIsRenewed() {
    metadata.token(200, "expired").token(200, "AQAEAF-token==").name(200, "aws-g1-17");

    Call.Result result = call().with("SLURM_EC2_NODE_NAME_TIMEOUT", "60").run();

    assertThat(result.stdout()).isEqualTo("aws-g1-17\n");
    assertThat(metadata.requests()).filteredOn(line -> line.startsWith("PUT")).hasSize(2);
  }

  @Test
  void aServiceThatIsNotUpYetIsAskedAgain() {
    metadata.token(503, "").token(200, "AQAEAF-token==").name(200, "aws-g1-17");

    assertThat(call().with("SLURM_EC2_NODE_NAME_TIMEOUT", "60").run().stdout())
        .isEqualTo("aws-g1-17\n");
  }

  @Test
  void withoutTheTagItSaysWhatToSetInTheLaunchTemplate() {
    metadata.name(404, "aws-g1-17");

    assertNoName(call().run(), "InstanceMetadataTags to \"enabled\"");
  }

  @Test
  void withoutATokenNothingElseIsAsked() {
    metadata.token(403, "Forbidden").name(200, "aws-g1-17");

    assertNoName(call().run(), "refuses a token (403)");
    assertThat(metadata.requests()).containsExactly("PUT /latest/api/token");
  }

  @Test
  void aPageInPlaceOfATokenIsNoToken() {
    metadata.token(200, "<html>log in first</html>").name(200, "aws-g1-17");

    assertNoName(call().run(), "gives no token (200 without a token)");
  }

  static Stream<String> implausibleNames() {
    return Stream.of(
        "",
        "<html><body>error</body></html>",
        "{\"code\":404}",
        "404 - Not Found",
        "aws-g1-17\naws-g1-18",
        "-N",
        ".hidden",
        "a,b",
        "aws-g1-[0-3]",
        "a/b",
        "$(reboot)",
        "näme",
        "\u001b[31mred",
        "a".repeat(65),
        "x".repeat(100_000));
  }

  @ParameterizedTest
  @MethodSource("implausibleNames")
  void whatCannotBeANodeNameIsNeverPrinted(String body) {
    metadata.name(200, body);

    Call.Result result = call().run();

    assertNoName(result, "the tag Name is no name of a node");
    assertThat(result.stderr()).hasSizeLessThan(1000).doesNotContain("\u001b");
  }

  @ParameterizedTest
  @CsvSource({
    "301, the answer is 301",
    "400, the answer is 400",
    "401, no longer accepted (401)",
    "404, no tag Name yet",
    "500, the answer is 500",
  })
  void theBodyOfAnErrorIsNeverAName(int status, String why) {
    metadata.name(status, "aws-g1-17");

    assertNoName(call().run(), why);
  }

  @Test
  void anAnswerThatNeverComesIsGivenUp() {
    metadata.name(0, "");

    assertNoName(call().run(), "no answer from " + metadata.origin());
  }

  @Test
  void withoutAServiceItGivesUp() throws IOException {
    int freePort;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      freePort = socket.getLocalPort();
    }
    String nowhere = "http://127.0.0.1:" + freePort;

    assertNoName(
        call().with("AWS_EC2_METADATA_SERVICE_ENDPOINT", nowhere).run(),
        "no answer from " + nowhere);
  }

  @Test
  void theEndpointMayHaveAPathAndASlash() throws IOException {
    try (ScriptedMetadata behindPath = new ScriptedMetadata("/imds/i-1")) {
      behindPath.name(200, "aws-g1-17");
      String endpoint = behindPath.origin() + "/imds/i-1/";

      Call call = call().with("AWS_EC2_METADATA_SERVICE_ENDPOINT", endpoint);

      assertThat(call.run().stdout()).isEqualTo("aws-g1-17\n");
    }
  }

  @Test
  void aProxyIsNotAskedForTheInstancesOwnName() {
    metadata.name(200, "aws-g1-17");

    Call call = call().with("http_proxy", "http://127.0.0.1:1").with("ALL_PROXY", "http://[::1]:1");

    assertThat(call.run().stdout()).isEqualTo("aws-g1-17\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"curl", "wget"})
  void eitherClientWillDo(String client) throws IOException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin", client)), "no " + client + " here");
    metadata.name(404, "not yet").name(200, "aws-g1-17");

    Call.Result result =
        call().with("PATH", toolsAnd(client)).with("SLURM_EC2_NODE_NAME_TIMEOUT", "60").run();

    assertThat(result.stdout()).isEqualTo("aws-g1-17\n");
    assertThat(result.stderr()).contains("no tag Name yet");
  }

  @Test
  void withoutAnyClientItSaysSo() throws IOException {
    Call.Result result = call().with("PATH", toolsAnd()).run();

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.stderr()).contains("neither curl nor wget is installed");
  }

  @Test
  void theNameIsAlsoWrittenForSystemd() {
    metadata.name(200, "aws-g1-17");
    Path file = directory.resolve("run/slurm-ec2/node");

    assertThat(call("--write", file.toString()).run().stdout()).isEqualTo("aws-g1-17\n");

    assertThat(file).content().isEqualTo("SLURM_EC2_NODE_NAME=aws-g1-17\n");
  }

  @Test
  void aFailureLeavesTheFileAlone() {
    metadata.name(404, "");
    Path file = Installation.write(directory.resolve("node"), "SLURM_EC2_NODE_NAME=old\n");

    assertNoName(call("--write", file.toString()).run(), "no tag Name yet");

    assertThat(file).content().isEqualTo("SLURM_EC2_NODE_NAME=old\n");
  }

  @Test
  void aFileThatCannotBeWrittenIsAFailureWithoutAName() {
    metadata.name(200, "aws-g1-17");

    Call.Result result = call("--write", "/dev/null/node").run();

    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stderr()).contains("cannot write /dev/null/node");
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-1", "010", "20001", "1000000", "1.5"})
  void aSenselessTimeLimitIsRefused(String seconds) {
    Call.Result result = call().with("SLURM_EC2_NODE_NAME_TIMEOUT", seconds).run();

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.stdout()).isEmpty();
    assertThat(result.stderr()).contains("SLURM_EC2_NODE_NAME_TIMEOUT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "--write", "x"})
  void wrongUseIsRefused(String argument) {
    assertThat(call(argument).run().exitCode()).isEqualTo(2);
    assertThat(metadata.requests()).isEmpty();
  }

  private String toolsAnd(String... clients) throws IOException {
    Path tools = Files.createDirectory(directory.resolve("tools"));
    for (String tool : Stream.concat(Stream.of(TOOLS), Stream.of(clients)).toList()) {
      String found = Files.exists(Path.of("/bin", tool)) ? "/bin/" : "/usr/bin/";
      Installation.write(tools.resolve(tool), "#!/bin/sh\nexec " + found + tool + " \"$@\"\n");
      Installation.mode(tools.resolve(tool), "rwxr-xr-x");
    }
    return tools.toString();
  }
}
