using System.Text.RegularExpressions;

namespace Hark.Tests.Architecture;

/// <summary>Inside the library, dependencies point one way: Audio &lt;- Signal &lt;- Data; Kernels &lt;- Layers &lt;- Models &lt;- Streaming; Training; Evaluation; Export; Plots.</summary>
public partial class FolderDependencyTests
{
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Audio"] = [],
        ["Signal"] = ["Audio"],
        ["Data"] = ["Audio", "Signal"],
        ["Kernels"] = [],
        ["Layers"] = ["Kernels"],
        ["Models"] = ["Audio", "Signal", "Kernels", "Layers"],
        ["Streaming"] = ["Audio", "Signal", "Kernels", "Layers", "Models"],
        ["Training"] = ["Audio", "Signal", "Data", "Kernels", "Layers", "Models"],
        ["Evaluation"] = ["Audio", "Signal", "Data", "Kernels", "Layers", "Models", "Streaming", "Training", "Plots"],
        ["Export"] = ["Audio", "Signal", "Data", "Kernels", "Layers", "Models", "Streaming"],
        ["Plots"] = [],
    };

    public static TheoryData<string> Folders => [.. Allowed.Keys];

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_folder_names_only_the_folders_below_it(string folder)
    {
        string[] others = [.. Allowed.Keys.Where(other => other != folder && !Allowed[folder].Contains(other))];
        string[] files = Directory.GetFiles(Path.Combine(Checkout.Root, "src", "Hark", folder), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        IEnumerable<string> faults =
            from file in files
            from match in FolderName().Matches(StripComments(File.ReadAllText(file)))
            where others.Contains(match.Groups[1].Value)
            select $"{Path.GetFileName(file)} uses Hark.{match.Groups[1].Value}";
        Assert.Empty(faults.Distinct());
    }

    [Fact]
    public void The_folders_are_those_of_the_design()
    {
        IEnumerable<string> found = Directory.GetDirectories(Path.Combine(Checkout.Root, "src", "Hark")).Select(d => Path.GetFileName(d)).Where(d => d is not ("bin" or "obj"));
        Assert.Equal(Allowed.Keys.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_library_references_the_base_class_library_only()
    {
        IEnumerable<string> references = typeof(HarkException).Assembly.GetReferencedAssemblies().Select(a => a.Name!);
        Assert.All(references, name => Assert.True(name.StartsWith("System.", StringComparison.Ordinal) || name == "Microsoft.Win32.Primitives", name));
        Assert.DoesNotContain("PackageReference", File.ReadAllText(Path.Combine(Checkout.Root, "src", "Hark", "Hark.csproj")), StringComparison.Ordinal);
    }

    private static string StripComments(string source) => Comment().Replace(source, "");

    // "using Hark.Data;", "Hark.Data.TrainTestSplit", and relative forms such as "Data.TrainTestSplit" from inside Hark.
    [GeneratedRegex(@"\bHark\.(\w+)")]
    private static partial Regex FolderName();

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
