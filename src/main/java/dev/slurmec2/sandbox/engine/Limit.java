package dev.slurmec2.sandbox.engine;

/**
 * Something that bounds a launch.
 *
 * @param room how many more instances there may be; not more than 0 when there is none
 * @param error what is said when more are wanted
 */
record Limit(int room, ApiError error) {}
