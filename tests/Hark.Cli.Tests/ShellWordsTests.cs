namespace Hark.Cli.Tests;

public class ShellWordsTests
{
    [Theory]
    [InlineData("notify-send {word}", "notify-send", "{word}")]
    [InlineData("  a\t b\n", "a", "b")]
    [InlineData("sh -c 'exit 3'", "sh", "-c", "exit 3")]
    [InlineData("a 'it is \"so\" \\' b", "a", "it is \"so\" \\", "b")]
    [InlineData("a \"it's {word}\"", "a", "it's {word}")]
    [InlineData("a'b c'\"d e\"f", "ab cd ef")]
    [InlineData("a '' \"\"", "a", "", "")]
    [InlineData("a \"x\\\"y\\\\z\\n\\$\"", "a", "x\"y\\z\\n$")]
    [InlineData("a\\ b \\'c \\\\", "a b", "'c", "\\")]
    [InlineData("a $HOME * ; | >", "a", "$HOME", "*", ";", "|", ">")]
    [InlineData("")]
    [InlineData("  ")]
    public void Words_are_those_of_a_shell(string command, params string[] words) => Assert.Equal(words, ShellWords.Split(command, backslashEscapes: true));

    [Fact]
    public void Where_paths_have_backslashes_they_are_letters()
        => Assert.Equal([@"C:\it\hark.exe", @"C:\Program Files\it", @"\"], ShellWords.Split(@"C:\it\hark.exe ""C:\Program Files\it"" '\'", backslashEscapes: false));

    [Theory]
    [InlineData("a 'b", "--exec: the quote ' at character 3 is never closed: a 'b")]
    [InlineData("\"a\\\"", "--exec: the quote \" at character 1 is never closed: \"a\\\"")]
    public void A_quote_without_its_like_is_wrong_usage(string command, string message)
        => Assert.Equal(message, Assert.Throws<UsageException>(() => ShellWords.Split(command, backslashEscapes: true)).Message);
}
