using System.Text.Json;
using Hark.Evaluation;

namespace Hark.Tests.Evaluation;

public class EvaluationResultTests
{
    [Fact]
    public void The_json_is_the_contract_of_evaluate()
    {
        var matrix = new ConfusionMatrix(["yes", "네"]);
        matrix.Add(0, 0, clips: 3);
        matrix.Add(0, 1);
        matrix.Add(1, 1, clips: 4);
        string json = new EvaluationResult("runs/a", "data \"x\"", "test", 0.25, matrix).ToJson();
        Assert.Equal(
            "{\"run\":\"runs/a\",\"data\":\"data \\u0022x\\u0022\",\"split\":\"test\",\"clips\":8,\"loss\":0.25,\"accuracy\":0.875,\"labels\":[\"yes\",\"네\"]," +
            "\"confusion\":[[3,1],[0,4]],\"perClass\":[{\"label\":\"yes\",\"precision\":1,\"recall\":0.75,\"f1\":0.8571428571428571,\"support\":4}," +
            "{\"label\":\"네\",\"precision\":0.8,\"recall\":1,\"f1\":0.8888888888888888,\"support\":4}]}",
            json);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Figures_that_are_no_numbers_are_null(double loss)
    {
        string json = new EvaluationResult("r", "d", "test", loss, new ConfusionMatrix(["a"])).ToJson();
        using var document = JsonDocument.Parse(json);
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("loss").ValueKind);
        Assert.Equal(JsonValueKind.Null, document.RootElement.GetProperty("accuracy").ValueKind);
        Assert.Equal(0, document.RootElement.GetProperty("clips").GetInt32());
    }
}
