namespace Hark.Audio;

/// <summary>What came of playing a sound.</summary>
/// <param name="Played">It was played to its end.</param>
/// <param name="Player">The program that played it; null where none did.</param>
/// <param name="Message">One line for a person: what happened and, where nothing was heard, how to hear it.</param>
public sealed record PlayResult(bool Played, string? Player, string Message);
