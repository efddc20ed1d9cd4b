using Hark.Data;

namespace Hark.Tests.Data;

public class HangulTests
{
    [Fact]
    public void Every_syllable_is_put_together_from_its_letters()
    {
        for (int lead = 0; lead < 19; lead++)
        {
            for (int vowel = 0; vowel < 21; vowel++)
            {
                for (int tail = 0; tail < 28; tail++)
                {
                    string letters = $"{(char)(0x1100 + lead)}{(char)(0x1161 + vowel)}{(tail == 0 ? "" : (char)(0x11A7 + tail))}";
                    string syllable = $"{(char)(0xAC00 + (((lead * 21) + vowel) * 28) + tail)}";
                    Assert.Equal(syllable, Hangul.Compose(letters));
                    Assert.Equal(syllable + syllable, Hangul.Compose(letters + syllable));
                }
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("yes/1_nohash_0.wav")]
    [InlineData("네 아니요")]
    [InlineData("é ü 日本語")]
    [InlineData("\u1161\u11A8")]
    [InlineData("닭\u11A8")]
    public void All_else_stays_as_it_is(string text) => Assert.Equal(text, Hangul.Compose(text));
}
