namespace Hark.Studio.Tests;

/// <summary>Tests that measure this process and therefore run when no others do.</summary>
[CollectionDefinition(nameof(AloneGroup), DisableParallelization = true)]
public sealed class AloneGroup;
