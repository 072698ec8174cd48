using System.Text;
using Wellspring.Shop.Staff;

namespace Wellspring.Shop.Tests.Staff;

public sealed class TotpTests
{
    private static readonly byte[] RfcSecret = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory]
    [InlineData(59L, "94287082")]
    [InlineData(1_111_111_109L, "07081804")]
    [InlineData(1_111_111_111L, "14050471")]
    [InlineData(1_234_567_890L, "89005924")]
    [InlineData(2_000_000_000L, "69279037")]
    [InlineData(20_000_000_000L, "65353130")]
    public void Codes_are_those_of_RFC_6238(long seconds, string code) => Assert.Equal(
        code, Totp.CodeAt(RfcSecret, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds)), digits: 8));

    [Fact]
    public void A_code_counts_for_its_step_and_one_beside_and_only_once()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_234_567_890);
        var step = Totp.StepAt(now);
        var code = Totp.CodeAt(RfcSecret, step);

        Assert.Equal(step, Totp.StepOf(RfcSecret, code, now, lastStep: 0));
        Assert.Equal(step, Totp.StepOf(RfcSecret, code, now.AddSeconds(30), lastStep: 0));
        Assert.Equal(step, Totp.StepOf(RfcSecret, code, now.AddSeconds(-30), lastStep: 0));
        Assert.Null(Totp.StepOf(RfcSecret, code, now.AddSeconds(61), lastStep: 0));
        Assert.Null(Totp.StepOf(RfcSecret, code, now, lastStep: step));
        Assert.Null(Totp.StepOf(RfcSecret, "", now, lastStep: 0));
        Assert.Null(Totp.StepOf(RfcSecret, code + "0", now, lastStep: 0));
    }

    [Fact]
    public void A_secret_is_spelled_as_RFC_4648_base_32() =>
        Assert.Equal("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", Totp.Spell(RfcSecret));
}
