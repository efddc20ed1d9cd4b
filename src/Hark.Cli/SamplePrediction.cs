using Hark.Audio;
using Hark.Data;
using Hark.Evaluation;

namespace Hark.Cli;

/// <summary>As in the lesson: a random clip, played; its label and what the model says.</summary>
internal static class SamplePrediction
{
    public static void Show(Judgement judgement, ClipSource clips, int seed, Screen screen, bool play)
    {
        int index = new SeededRandom(seed, clips.Count).NextInt32(clips.Count);
        screen.Result($"sample clip: {clips.Name(index)}");
        if (play)
        {
            PlayResult played = Player.Play(clips.Clip(index));
            if (!played.Played)
            {
                screen.Note(played.Message);
            }
        }

        float probability = judgement.Probabilities(index)[judgement.Predicted[index]];
        screen.Result($"label: {clips.Label(index)}");
        screen.Result($"prediction: {clips.Labels[judgement.Predicted[index]]} ({probability:P1})");
        screen.Result(judgement.Predicted[index] == judgement.Actual[index] ? "(Correct!)" : "(Incorrect!)");
    }
}
