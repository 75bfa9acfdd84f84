using Xunit.Sdk;
using Xunit.v3;

// One more than the processors of a small machine: many classes wait for seconds, and two that do would leave both idle.
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 3)]
