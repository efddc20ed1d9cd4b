namespace Hark.Studio.Tests;

/// <summary>Tests that write what the browser's microphone hears, one after another.</summary>
[CollectionDefinition(nameof(MicrophoneGroup))]
public class MicrophoneGroup;
