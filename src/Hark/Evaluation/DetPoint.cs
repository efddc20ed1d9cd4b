namespace Hark.Evaluation;

/// <summary>One point of a detection error trade-off: what one threshold costs.</summary>
/// <param name="Threshold">Smoothed probability from which on a word is told.</param>
/// <param name="FalseAlarmsPerHour">Tellings that should not have been, an hour.</param>
/// <param name="MissRate">Part of the words that were not told, 0..1.</param>
public readonly record struct DetPoint(double Threshold, double FalseAlarmsPerHour, double MissRate);
