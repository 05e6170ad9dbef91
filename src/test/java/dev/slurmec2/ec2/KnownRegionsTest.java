package dev.slurmec2.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KnownRegionsTest {

  @Test
  void knows_regions_of_all_partitions_and_no_others() {
    assertThat(new KnownRegions())
        .accepts("us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1")
        .rejects("", "us-east1", "US-EAST-1", "aws-global");
  }
}
