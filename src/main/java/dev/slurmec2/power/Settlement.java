package dev.slurmec2.power;

import dev.slurmec2.capacity.Demand;
import dev.slurmec2.capacity.JobShare;
import dev.slurmec2.ec2.Ec2Error;
import dev.slurmec2.slurm.ResumeFile.Job;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who keeps what after the launches: a job that cannot have all its nodes gives what it got to
 * another job that it completes, and the rest back. Pure.
 *
 * @param instances by node, of nodes that keep or get one
 * @param givenBack instances that nobody can use
 * @param failed why, by node without instance
 */
record Settlement(
    Map<String, NodeInstance> instances,
    List<NodeInstance> givenBack,
    Map<String, Ec2Error> failed) {

  /**
   * Settles.
   *
   * @param shares what was asked for together, each once
   * @param results what came of it, one a share, in their order
   * @param jobs all jobs that wait, in Slurm's order
   */
  static Settlement of(List<JobShare> shares, List<ShareResult> results, List<Job> jobs) {
    Settling settling = new Settling();
    for (int i = 0; i < shares.size(); i++) {
      settling.add(shares.get(i), results.get(i));
    }
    return settling.settle(jobs);
  }

  /** Nodes that are of use only together. */
  private record Party(String name, Set<String> nodes, boolean allOrNothing, boolean singleZone) {}

  private static final class Settling {
    private final Map<String, JobShare> shareOf = new LinkedHashMap<>();
    private final Map<String, NodeInstance> instances = new LinkedHashMap<>();
    private final Map<String, Ec2Error> failed = new LinkedHashMap<>();
    private final List<NodeInstance> givenBack = new ArrayList<>();
    private final List<Party> strangers = new ArrayList<>();

    void add(JobShare share, ShareResult result) {
      share.nodes().forEach(node -> shareOf.put(node, share));
      instances.putAll(result.instances());
      failed.putAll(result.failed());
      givenBack.addAll(result.surplus());
      if (share.jobId().isEmpty()) {
        strangers.add(
            new Party(
                share.owner(),
                new LinkedHashSet<>(share.nodes()),
                share.allOrNothing(),
                share.singleZone()));
      }
    }

    Settlement settle(List<Job> jobs) {
      List<Party> parties = new ArrayList<>(strangers);
      jobs.forEach(job -> party(job).ifPresent(parties::add));
      Set<String> kept = new HashSet<>();
      List<Party> open = new ArrayList<>();
      for (Party party : parties) {
        if (!party.allOrNothing() || instances.keySet().containsAll(party.nodes())) {
          kept.addAll(party.nodes());
        } else {
          open.add(party);
        }
      }
      // The one that lacks least is completed first: that makes the most jobs run.
      open.sort((one, other) -> Integer.compare(missing(one).size(), missing(other).size()));
      Donors donors = new Donors();
      instances.forEach(
          (node, instance) -> {
            JobShare from = kept.contains(node) ? null : shareOf.get(node);
            if (from != null) {
              donors.add(node, from.group().id(), instance.zone());
            }
          });
      for (Party party : open) {
        if (complete(party, donors)) {
          kept.addAll(party.nodes());
        }
      }
      for (Party party : open) {
        giveBack(party, kept);
      }
      return new Settlement(instances, givenBack, failed);
    }

    private Optional<Party> party(Job job) {
      Set<String> nodes = new LinkedHashSet<>(job.nodesResume());
      nodes.retainAll(shareOf.keySet());
      if (nodes.isEmpty()) {
        return Optional.empty();
      }
      List<JobShare> shares =
          nodes.stream().map(shareOf::get).flatMap(s -> Optional.ofNullable(s).stream()).toList();
      return Optional.of(
          new Party(
              "job " + job.jobId(),
              nodes,
              Demand.nodesOf(job).size() > 1 && shares.stream().allMatch(JobShare::allOrNothing),
              shares.stream().allMatch(JobShare::singleZone)));
    }

    private List<String> missing(Party party) {
      return party.nodes().stream().filter(node -> !instances.containsKey(node)).toList();
    }

    /** Gives the party the instances that it lacks, from nodes that nobody keeps. */
    private boolean complete(Party party, Donors donors) {
      List<String> missing = missing(party);
      for (Optional<Optional<String>> zone : zonesFor(party, donors)) {
        Map<String, String> donorOf = donorsFor(party, missing, donors, zone);
        if (donorOf.size() == missing.size()) {
          donorOf.forEach(this::hand);
          donorOf.values().forEach(donors::remove);
          party.nodes().forEach(donors::remove);
          return true;
        }
      }
      return false;
    }

    /** Each group's donors are gone through once for all nodes that the party lacks. */
    private Map<String, String> donorsFor(
        Party party, List<String> missing, Donors donors, Optional<Optional<String>> zone) {
      Map<String, Iterator<String>> left = new HashMap<>();
      Map<String, String> donorOf = new LinkedHashMap<>();
      for (String node : missing) {
        JobShare to = shareOf.get(node);
        if (to == null) {
          return Map.of();
        }
        Iterator<String> free =
            left.computeIfAbsent(to.group().id(), group -> donors.of(group, zone).iterator());
        String donor = null;
        while (donor == null && free.hasNext()) {
          String candidate = free.next();
          donor = party.nodes().contains(candidate) ? null : candidate;
        }
        if (donor == null) {
          return Map.of();
        }
        donorOf.put(node, donor);
      }
      return donorOf;
    }

    /** The zones in which the party could be completed; an empty one stands for any. */
    private List<Optional<Optional<String>>> zonesFor(Party party, Donors donors) {
      if (!party.singleZone()) {
        return List.of(Optional.empty());
      }
      Set<Optional<String>> zones = new LinkedHashSet<>();
      for (String node : party.nodes()) {
        Optional.ofNullable(instances.get(node)).ifPresent(own -> zones.add(own.zone()));
        Optional.ofNullable(shareOf.get(node))
            .flatMap(JobShare::zone)
            .ifPresent(zone -> zones.add(Optional.of(zone)));
      }
      if (zones.isEmpty()) {
        zones.addAll(donors.zones());
      } else if (zones.size() > 1) {
        return List.of();
      }
      return zones.stream().map(Optional::of).toList();
    }

    private void hand(String node, String donor) {
      NodeInstance instance = instances.remove(donor);
      Ec2Error error = failed.remove(node);
      if (instance != null && error != null) {
        instances.put(node, instance);
        failed.put(donor, error);
      }
    }

    private void giveBack(Party party, Set<String> kept) {
      List<String> missing = missing(party);
      if (missing.isEmpty()) {
        return;
      }
      Ec2Error why =
          missing.stream()
              .flatMap(node -> Optional.ofNullable(failed.get(node)).stream())
              .findFirst()
              .orElseThrow();
      for (String node : party.nodes()) {
        NodeInstance instance = kept.contains(node) ? null : instances.remove(node);
        if (instance != null) {
          givenBack.add(instance);
          failed.put(
              node,
              new Ec2Error(
                  why.errorClass(),
                  why.code(),
                  "given back, since not all nodes of "
                      + party.name()
                      + " could be had: "
                      + why.message()));
        }
      }
    }
  }
}
