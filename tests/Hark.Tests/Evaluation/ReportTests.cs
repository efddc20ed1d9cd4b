using System.Xml;
using System.Xml.Linq;
using Hark.Evaluation;

namespace Hark.Tests.Evaluation;

public class ReportTests
{
    private const string Hostile = "\"><script>alert('x')</script>&amp; 한국어 </style>";

    [Fact]
    public void The_page_needs_nothing_from_outside_and_runs_nothing()
    {
        XElement page = Parse(Report.Build(Full(mistakes: 3)));
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "link" or "iframe" or "object" or "base" or "form");
        Assert.Single(page.Descendants(), element => element.Name.LocalName == "style");
        foreach (XAttribute attribute in page.Descendants().Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
        {
            Assert.False(attribute.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase), $"{attribute.Name} is an event handler");
            Assert.NotEqual("style", attribute.Name.LocalName);
            Assert.DoesNotContain("://", attribute.Value, StringComparison.Ordinal);
            if (attribute.Name.LocalName is "src" or "href")
            {
                Assert.Matches("^data:(image/png|audio/wav);base64,[A-Za-z0-9+/]+=*$", attribute.Value);
            }
        }

        string css = page.Descendants().Single(element => element.Name.LocalName == "style").Value;
        Assert.DoesNotContain("url(", css, StringComparison.Ordinal);
        Assert.DoesNotContain("@import", css, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_from_outside_stays_text_wherever_it_stands()
    {
        var matrix = new ConfusionMatrix([Hostile, "no"]);
        matrix.Add(0, 1, clips: 2);
        ReportData data = Full(mistakes: 0) with
        {
            Model = Hostile,
            Evaluation = new EvaluationResult(Hostile, Hostile, Hostile, 1, matrix),
            Command = Hostile,
            Remarks = [Hostile],
            Details = [new(Hostile, Hostile)],
            Mistakes = [Mistake(0.5) with { Label = Hostile, Prediction = Hostile, FileName = Hostile }],
        };
        XElement page = Parse(Report.Build(data));
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName == "script");
        Assert.Equal(Hostile, page.Descendants().Single(element => element.Name.LocalName == "h1").Value);
        Assert.Equal(Hostile, page.Descendants().Single(element => element.Name.LocalName == "code").Value);
        Assert.Equal(Hostile, page.Descendants().Single(element => element.Name.LocalName == "aside").Descendants().Last().Value);
        Assert.Equal(Hostile, WithClass(page, "file").Single().Value);
        Assert.Equal($"Spectrogram of {Hostile}", WithClass(page, "spectrogram").Single().Attribute("alt")!.Value);
    }

    [Fact]
    public void The_headline_tells_accuracy_interval_loss_and_how_to_repeat_it()
    {
        XElement page = Parse(Report.Build(Full(mistakes: 2)));
        Assert.Equal("80.00 %", WithClass(page, "value").Single().Value);
        Assert.Equal("95 % interval 49.0–94.3 %over speakers 40.0–100.0 %", WithClass(page, "interval").Single().Value);
        Assert.Equal(
            ["loss 0.250", "mistakes 2", "epochs 3 (best 2)", "training time 3 min 05 s", "parameters 461,324"],
            WithClass(page, "tiles").Single().Elements().Select(tile => string.Join(' ', tile.Elements().Select(element => element.Value))));
        string details = WithClass(page, "details").Single().Value;
        foreach (string part in (string[])["runs/a", "seed", "7", "front end", "db", "2026-01-02 03:04 +00:00"])
        {
            Assert.Contains(part, details, StringComparison.Ordinal);
        }

        Assert.Contains("synthetic voices", page.Value, StringComparison.Ordinal);
        Assert.Contains("hark train --seed 7", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_most_confident_mistakes_come_first_and_can_be_heard()
    {
        ReportData data = Full(mistakes: 20) with { Mistakes = [.. Enumerable.Range(0, 20).Select(i => Mistake(((i * 7) % 20) / 20.0))] };
        XElement page = Parse(Report.Build(data));
        XElement[] cards = [.. WithClass(page, "card")];
        Assert.Equal(Report.MostMistakes, cards.Length);
        Assert.Equal(["95.00 %", "90.00 %", "85.00 %"], WithClass(page, "sure").Take(3).Select(element => element.Value));
        Assert.Contains("12 of 20 clips that were heard wrong", page.Value, StringComparison.Ordinal);
        string audio = cards[0].Descendants().Single(element => element.Name.LocalName == "audio").Attribute("src")!.Value;
        Assert.Equal(new byte[16044], Convert.FromBase64String(audio["data:audio/wav;base64,".Length..]));
    }

    [Fact]
    public void Twelve_mistakes_with_sound_stay_small()
    {
        var random = new SeededRandom(9);
        ReportMistake[] noisy = [.. Enumerable.Range(0, 12).Select(i => Mistake(0.9) with
        {
            Wav = [.. Enumerable.Range(0, 32044).Select(_ => (byte)random.NextInt32(256))],
            Samples = [.. Enumerable.Range(0, 16000).Select(_ => random.NextSingle(-1, 1))],
            Spectrogram = [.. Enumerable.Range(0, 130 * 126).Select(_ => random.NextSingle(-80, 0))],
        })];
        Assert.InRange(Report.Build(Full(mistakes: 12) with { Mistakes = noisy }).Html.Length, 100_000, 1_500_000);
    }

    [Fact]
    public void A_bare_result_makes_a_page_too()
    {
        var nothing = new EvaluationResult("r", "d", "test", double.NaN, new ConfusionMatrix(["yes"]));
        XElement page = Parse(Report.Build(new ReportData { Model = "m", Evaluation = nothing }));
        Assert.Equal("–", WithClass(page, "value").Single().Value);
        Assert.Equal("no clip was judged", WithClass(page, "interval").Single().Value);

        var matrix = new ConfusionMatrix(["yes"]);
        matrix.Add(0, 0, clips: 5);
        page = Parse(Report.Build(new ReportData { Model = "m", Evaluation = new EvaluationResult("r", "d", "test", 0, matrix) }));
        Assert.Contains("None: every clip was heard right.", page.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("Learning curves", page.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("Keep in mind", page.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_data_give_the_same_page_and_it_is_saved_whole()
    {
        Report report = Report.Build(Full(mistakes: 1));
        Assert.Equal(report.Html, Report.Build(Full(mistakes: 1)).Html);
        string path = Path.Combine(Path.GetTempPath(), $"hark-report-{Guid.NewGuid():N}.html");
        try
        {
            report.Save(path);
            Assert.Equal(report.Html, File.ReadAllText(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(0.4, "0 s")]
    [InlineData(59.4, "59 s")]
    [InlineData(59.6, "1 min 00 s")]
    [InlineData(3599.7, "1 h 00 min")]
    [InlineData(7620, "2 h 07 min")]
    public void Times_are_written_for_people(double seconds, string expected)
        => Assert.Equal(expected, ReportText.Time(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void The_calibration_error_says_on_whose_clips_the_temperature_was_fitted()
    {
        string page = Report.Build(Full(mistakes: 0) with { UncalibratedError = 0.042, CrossFittedError = 0.031 }).Html;
        Assert.Contains(" at a temperature that was fitted on the run's validation clips; before temperature scaling 4.2", page, StringComparison.Ordinal);
        Assert.Contains("; where each half of these speakers is judged at a temperature fitted on the other half 3.1", page, StringComparison.Ordinal);
        Assert.DoesNotContain("fitted", Report.Build(Full(mistakes: 0)).Html, StringComparison.Ordinal);
    }

    private static ReportData Full(int mistakes)
    {
        var matrix = new ConfusionMatrix(["yes", "no"]);
        matrix.Add(0, 0, clips: 8);
        matrix.Add(1, 0, clips: mistakes);
        return new ReportData
        {
            Model = "spectrogram-conv",
            Evaluation = new EvaluationResult("runs/a", "corpus", "test", 0.25, matrix),
            SpeakerInterval = new AccuracyInterval(0.4, 1),
            Parameters = 461_324,
            History = new ReportHistory([1, 2, 3], [0.1, 0.2, 0.3], [0.1, 0.3, 0.2], [3, 2, 1], [3, 1, 2]),
            TrainingTime = TimeSpan.FromSeconds(185),
            Seed = 7,
            Command = "hark train --seed 7",
            Created = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Details = [new("front end", "db")],
            Remarks = ["synthetic voices"],
            Mistakes = [.. Enumerable.Range(0, mistakes).Select(i => Mistake(0.9))],
            Reliability = Calibration.Reliability([0.9f, 0.1f, 0.2f, 0.8f], [0, 0]),
        };
    }

    private static ReportMistake Mistake(double probability)
        => new("no", "yes", probability, "no/a.wav", [0, 1, -1], new byte[16044], new float[130 * 3], 130);

    private static IEnumerable<XElement> WithClass(XElement page, string name)
        => page.Descendants().Where(element => element.Attribute("class")?.Value.Split(' ').Contains(name) == true);

    // The page is written so that an XML parser, stricter than any browser, accepts it.
    private static XElement Parse(Report report)
    {
        using var reader = XmlReader.Create(new StringReader(report.Html), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        XElement page = XElement.Load(reader);
        Assert.Equal("html", page.Name.LocalName);
        Assert.StartsWith("<!DOCTYPE html>\n", report.Html, StringComparison.Ordinal);
        return page;
    }
}
