// Descriptors are counted and memory is measured here, and load is put on the machine: the tests run one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
