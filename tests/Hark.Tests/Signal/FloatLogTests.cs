using System.Runtime.Intrinsics;
using Hark.Signal;

namespace Hark.Tests.Signal;

public class FloatLogTests
{
    [Fact]
    public void The_logarithm_is_right_to_2_units_in_the_last_place_over_the_whole_range()
    {
        // Every 4,099th positive normal float, and all around 1.
        for (int bits = 0x00800000; bits < 0x7f800000; bits += bits is > 0x3f7ff000 and < 0x3f801000 ? 1 : 4099)
        {
            float x = BitConverter.Int32BitsToSingle(bits);
            double expected = Math.Log(x);
            double unit = Math.Max(Math.Abs((double)MathF.BitIncrement((float)Math.Abs(expected)) - (float)Math.Abs(expected)), 1e-45);
            float found = FloatLog.Of(Vector128.Create(x))[0];
            Assert.True(Math.Abs(found - expected) <= 2 * unit, $"ln {x:R}: expected {expected:R}, found {found:R}");
        }
    }

    [Fact]
    public void Every_width_gives_nearly_the_same()
    {
        for (int i = 1; i < 1000; i++)
        {
            float x = i * i * 1e-6f;
            Assert.Equal(Math.Log(x), FloatLog.Of(Vector128.Create(x))[3], 2e-6);
            Assert.Equal(Math.Log(x), FloatLog.Of(Vector256.Create(x))[7], 2e-6);
            Assert.Equal(Math.Log(x), FloatLog.Of(Vector512.Create(x))[15], 2e-6);
        }
    }
}
