using Hark.Data;
using Hark.Evaluation;
using Hark.Kernels;

namespace Hark.Tests.Evaluation;

public class RobustnessTests
{
    private static readonly RobustnessRow[] Rows =
    [
        new("clean", null, null, 200, 0.965, new(0.95, 0.975)),
        new("noise at 20 dB", "비, \"바람\"", 20, 200, 0.93, new(0.9, 0.95)),
        new("noise at 0 dB", "비, \"바람\"", 0, 200, 0.5, new(0.4, 0.6)),
        new("8-bit mu-law", null, null, 200, 0.96, new(0.94, 0.97)),
    ];

    [Fact]
    public void Every_noise_at_every_ratio_and_every_other_condition_is_judged_the_same_each_time()
    {
        using var task = new NoisyTask("a", "b");
        using var pool = new WorkerPool(1);
        var noise = BackgroundNoise.Generate(16000);
        var told = new List<RobustnessRow>();
        IReadOnlyList<RobustnessRow> rows = Robustness.Measure(task.Network, task.Settings, task.Clips, noise, pool, seed: 1, (row, count) =>
        {
            told.Add(row);
            Assert.Equal(22, count);
        });
        Assert.Equal(rows, told);
        Assert.Equal(22, rows.Count);
        Assert.Equal("clean", rows[0].Condition);
        Assert.Equal(Judgement.Of(task.Network, task.Settings, task.Clips, pool).Confusion.Accuracy, rows[0].Accuracy);
        Assert.Equal(["white noise", "pink noise", "brown noise", "mains hum"], rows.Where(row => row.RatioDb == 5).Select(row => row.Noise!));
        Assert.Equal(["clean", "20 dB softer", "100 ms earlier", "100 ms later", "telephone band, 300 to 3,400 Hz at 8 kHz", "8-bit mu-law"], rows.Where(row => row.Noise is null).Select(row => row.Condition));
        Assert.Equal(rows, Robustness.Measure(task.Network, task.Settings, task.Clips, noise, pool, seed: 1));
    }

    [Fact]
    public void The_table_is_markdown_for_a_card_and_csv_for_a_spreadsheet()
    {
        Assert.Equal(
            "| condition | accuracy | 95 % interval |\n|---|---|---|\n| clean | 96.5 % | 95.0 % to 97.5 % |\n| 8-bit mu-law | 96.0 % | 94.0 % to 97.0 % |\n"
            + "\n| noise | 20 dB | 0 dB |\n|---|---|---|\n| 비, \"바람\" | 93.0 % | 50.0 % |\n",
            RobustnessTable.ToMarkdown(Rows));
        Assert.Equal(
            "condition,noise,ratio_db,clips,accuracy,low,high\nclean,,,200,0.965,0.95,0.975\nnoise at 20 dB,\"비, \"\"바람\"\"\",20,200,0.93,0.9,0.95\n"
            + "noise at 0 dB,\"비, \"\"바람\"\"\",0,200,0.5,0.4,0.6\n8-bit mu-law,,,200,0.96,0.94,0.97\n",
            RobustnessTable.ToCsv(Rows));
    }
}
