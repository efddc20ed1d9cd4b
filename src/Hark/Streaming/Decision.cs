namespace Hark.Streaming;

/// <summary>What is known of the window that ends at a decision, beside what the network says of it.</summary>
/// <param name="Number">0, 1, 2, ...: window n ends (n + 1) decision steps after the first sample.</param>
/// <param name="Active">Whether it holds sound that stands out of the noise; where not, the gate makes its probabilities all 0.</param>
/// <param name="SpeechStart">Samples from the start of the stream to about where the latest stretch of speech in the window begins.</param>
/// <param name="SpeechEnd">The same for its end.</param>
internal readonly record struct Decision(long Number, bool Active, long SpeechStart, long SpeechEnd);

/// <summary>Takes decisions as they are made, in their order.</summary>
internal interface IDecisionSink
{
    void Decide(in Decision decision, ReadOnlySpan<float> probabilities);
}
