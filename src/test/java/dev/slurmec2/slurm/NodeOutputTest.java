package dev.slurmec2.slurm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeOutputTest {

  private static final String LINE =
      "NodeName=n1 Arch=x86_64 CoresPerSocket=1  CPUAlloc=0 CPUEfctv=2 CPUTot=2 CPULoad=N/A"
          + " AvailableFeatures=(null) ActiveFeatures=(null) Gres=gpu:t4:1(S:0-1) NodeAddr=10.0.0.5"
          + " NodeHostName=ip-10-0-0-5 Version=24.11.5 OS=@OS@  RealMemory=1 AllocMem=0 FreeMem=N/A"
          + " Sockets=2 Boards=1 CoreSpecCount=1 State=IDLE+CLOUD ThreadsPerCore=1 TmpDisk=0 Weight=1"
          + " Owner=N/A MCS_label=N/A Partitions=a,b  BootTime=2026-11-21T08:00:00"
          + " SlurmdStartTime=None LastBusyTime=Unknown ResumeAfterTime=None CfgTRES=cpu=2,mem=1M"
          + " AllocTRES= CurrentWatts=0 AveWatts=0@TAIL@";

  private static String line(String os, String tail) {
    return LINE.replace("@OS@", os).replace("@TAIL@", tail);
  }

  private static NodeRecord read(String output) {
    NodeRecords records = NodeOutput.parse(output);
    assertThat(records.unreadable()).isEmpty();
    return records.byName().values().iterator().next();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Linux State=DOWN+DRAIN",
        "Linux RealMemory=1 State=DOWN BootTime=None",
        "Linux NodeAddr=evil NodeName=n2 OS=State=DOWN",
        "",
      })
  void theOperatingSystemsTextIsNoField(String os) {
    NodeRecord node = read(line(os, ""));

    assertThat(node.name()).isEqualTo("n1");
    assertThat(node.address()).isEqualTo("10.0.0.5");
    assertThat(node.state().base()).isEqualTo("IDLE");
    assertThat(node.state().flags()).containsExactly("CLOUD");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " Reason=State=DOWN [root@2026-11-21T08:19:32]",
        " Reason=x State=DOWN ThreadsPerCore=1 RealMemory=1 BootTime=None [root@2026-11-21T08:19:32]",
        "  Comment=State=DOWN+DRAIN NodeAddr=1.2.3.4 Partitions=c",
        " Extra={\"State=DOWN\":1} State=DOWN InstanceId=i-1 InstanceType=t3.micro",
      })
  void freeTextBehindTheFieldsIsNoField(String tail) {
    NodeRecord node = read(line("Linux", tail));

    assertThat(node.state().base()).isEqualTo("IDLE");
    assertThat(node.state().flags()).containsExactly("CLOUD");
    assertThat(node.address()).isEqualTo("10.0.0.5");
    assertThat(node.partitions()).containsExactly("a", "b");
    assertThat(node.bootTime()).isPresent();
  }

  @Test
  void theReasonEndsAtItsStamp() {
    NodeRecord node =
        read(
            line(
                "Linux",
                " Reason=bad  disk [old@2026-01-01T00:00:00] : again [ops@2026-11-21T08:19:32]"
                    + " Comment=why [me@here]"));

    assertThat(node.reason()).contains("bad  disk [old@2026-01-01T00:00:00] : again");
    assertThat(node.reasonBy()).contains("ops");
    assertThat(node.reasonAt().orElseThrow()).isEqualTo("2026-11-21T08:19:32");
  }

  @Test
  void aReasonOfSeveralLinesHasItsStampBehindTheFirst() {
    NodeRecord node =
        read(line("Linux", " Reason=one [ops@2026-11-21T08:19:32]         two Comment=c"));

    assertThat(node.reason()).contains("one two");
    assertThat(node.reasonBy()).contains("ops");
  }

  @Test
  void aReasonWithoutStampEndsAtTheNextField() {
    NodeRecord node = read(line("Linux", " Reason=one Comment=c"));

    assertThat(node.reason()).contains("one");
    assertThat(node.reasonBy()).isEmpty();
  }

  @Test
  void aLineBreakInACommentDoesNotMakeARecord() {
    NodeRecords records = NodeOutput.parse(line("Linux", " Comment=first\nState=DOWN") + "\n\n");

    assertThat(records.unreadable()).isEmpty();
    assertThat(records.byName()).containsOnlyKeys("n1");
  }

  @Test
  void aRecordInACommentTakesItsNodeOutOfEveryDecision() {
    String forged = line("Linux", "").replace("State=IDLE", "State=DOWN");

    NodeRecords records = NodeOutput.parse(line("Linux", " Comment=x\n" + forged));

    assertThat(records.byName()).isEmpty();
    assertThat(records.unreadable()).containsExactly("Node n1: it is listed twice.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NodeName=n1",
        "NodeName=n1 State=IDLE",
        "NodeName=n1 RealMemory=1 BootTime=None State=HAPPY",
        "NodeName=n1 words RealMemory=1 State=IDLE BootTime=None",
        "NodeName=n1 NodeAddr=a NodeAddr=b RealMemory=1 State=IDLE BootTime=None",
        "NodeName= RealMemory=1 State=IDLE BootTime=None",
      })
  void aLineThatCannotBeReadTakesOutOnlyItsNode(String bad) {
    NodeRecords records =
        NodeOutput.parse(bad + "\n" + line("Linux", "").replace("n1", "n2") + "\n");

    assertThat(records.byName()).containsOnlyKeys("n2");
    assertThat(records.unreadable()).hasSize(1).first().asString().contains(bad);
  }

  @Test
  void aLongLineIsShownInPart() {
    NodeRecords records = NodeOutput.parse("NodeName=n1 " + "x".repeat(10_000));

    assertThat(records.unreadable()).first().asString().hasSizeLessThan(300);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "No nodes in the system\n"})
  void noRecordsAreNoNodes(String output) {
    assertThat(NodeOutput.parse(output)).isEqualTo(new NodeRecords(Map.of(), List.of()));
  }

  @Test
  void a_node_has_nothing_of_the_node_before_it() {
    String up = line("Linux", " Reason=bad disk [root@2026-11-21T08:19:32]");
    String off =
        "NodeName=n2 CPUTot=2 NodeAddr=n2 NodeHostName=n2  RealMemory=1 State=IDLE+CLOUD+POWERED_DOWN"
            + " BootTime=None CfgTRES=cpu=2";

    NodeRecord node =
        NodeOutput.parse(up + "\n" + off + "\n").byName().values().stream()
            .filter(one -> one.name().equals("n2"))
            .findFirst()
            .orElseThrow();

    assertThat(node.hasAddress()).isFalse();
    assertThat(node.state().flags()).containsExactlyInAnyOrder("CLOUD", "POWERED_DOWN");
    assertThat(node.partitions()).isEmpty();
    assertThat(node.reason()).isEmpty();
    assertThat(node.bootTime()).isEmpty();
    assertThat(node.lastBusyTime()).isEmpty();
  }

  @Test
  void aFieldThatIsThereTwiceMakesARecordUnreadable() {
    String twice = line("Linux", "").replace(" Weight=1", " Weight=1 Weight=2");

    assertThat(NodeOutput.parse(twice).unreadable()).singleElement().asString().contains("n1");
  }
}
