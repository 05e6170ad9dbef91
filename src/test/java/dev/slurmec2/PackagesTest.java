package dev.slurmec2;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.Architectures;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The house: each package imports only packages below it. */
class PackagesTest {

  /** From the top to the bottom. */
  private static final List<String> FLOORS =
      List.of(
          "training",
          "manual",
          "cli",
          "rehearsal",
          "sandbox",
          "power",
          "reconcile",
          "slurmconf",
          "capacity",
          "ec2",
          "slurm",
          "hostlist",
          "config",
          "state",
          "json",
          "time",
          "text");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.slurmec2");

  @Test
  void packages_import_only_packages_below_them() {
    Architectures.LayeredArchitecture house =
        Architectures.layeredArchitecture().consideringOnlyDependenciesInLayers();
    house = house.layer("main").definedBy("dev.slurmec2");
    for (String floor : FLOORS) {
      house = house.layer(floor).definedBy("dev.slurmec2." + floor + "..");
    }
    for (int i = 0; i < FLOORS.size(); i++) {
      String[] above = FLOORS.subList(0, i).toArray(new String[i + 1]);
      above[i] = "main";
      house = house.whereLayer(FLOORS.get(i)).mayOnlyBeAccessedByLayers(above);
    }
    house.check(CLASSES);
  }

  @Test
  void nothing_needs_the_training() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.slurmec2.training..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.slurmec2.training..")
        .check(CLASSES);
  }

  @Test
  void packages_have_no_cycles() {
    slices().matching("dev.slurmec2.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void only_ec2_knows_the_AWS_SDK() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.slurmec2.ec2..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("software.amazon.awssdk..")
        .check(CLASSES);
  }

  @Test
  void only_slurm_and_the_sandbox_start_processes() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.slurmec2.slurm..", "dev.slurmec2.sandbox..")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ProcessBuilder.class)
        .check(CLASSES);
  }

  @Test
  void only_Main_ends_the_process() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.slurmec2.Main")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void the_sandbox_has_no_part_in_production_paths() {
    classes()
        .that()
        .resideInAPackage("dev.slurmec2.sandbox..")
        .should()
        .onlyHaveDependentClassesThat()
        .resideInAnyPackage(
            "dev.slurmec2.sandbox..",
            "dev.slurmec2.rehearsal..",
            "dev.slurmec2.cli..",
            "dev.slurmec2.training..")
        .check(CLASSES);
  }
}
