namespace Hark.Data;

/// <summary>Turns one example into another, for example a wave into its spectrogram; fills all of <paramref name="output"/>.</summary>
public delegate void ExampleMap(ReadOnlySpan<float> input, Span<float> output);

/// <summary>As <see cref="ExampleMap"/>, told which example it is: chance is then drawn by its epoch and index.</summary>
public delegate void KeyedExampleMap(ExampleKey key, ReadOnlySpan<float> input, Span<float> output);

/// <summary>Changes one example where it stands.</summary>
internal delegate void ExampleChange(ExampleKey key, Span<float> example);

/// <summary>Names one example of a run.</summary>
/// <param name="Epoch">The pass over the data, from 0.</param>
/// <param name="Index">Position in the source.</param>
/// <param name="LabelIndex">Its label.</param>
public readonly record struct ExampleKey(int Epoch, int Index, int LabelIndex);
