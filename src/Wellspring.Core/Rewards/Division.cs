using System.Globalization;

namespace Wellspring.Core.Rewards;

/// <summary>
/// A division 行政区划 by its code of GB/T 2260: six digits, two for each tier. Whether it exists is for whoever keeps
/// the table of divisions; here only the code speaks.
/// </summary>
public readonly record struct Division
{
    private Division(int code) => Code = code;

    public int Code { get; }

    /// <summary>The finest tier that the code names.</summary>
    public AgentTier Tier =>
        Code % 100 != 0 ? AgentTier.District : Code % 10_000 != 0 ? AgentTier.City : AgentTier.Province;

    /// <summary>Null where the code names a whole city or province.</summary>
    public Division? District => Tier is AgentTier.District ? this : null;

    /// <summary>
    /// Null in direct municipalities, in counties that a province runs itself, and for a whole province.
    /// </summary>
    public Division? City => Tier is AgentTier.Province || !HasCityTier ? null : new(Code / 100 * 100);

    public Division Province => new(Code / 10_000 * 10_000);

    /// <summary>
    /// 北京、天津、上海、重庆 have districts and no city (1101xx), and a province's own counties stand under xx90.
    /// </summary>
    private bool HasCityTier => Code / 10_000 is not (11 or 12 or 31 or 50) && Code / 100 % 100 != 90;

    /// <summary>Whether an agent of this tier can be appointed for this code.</summary>
    public bool CanHave(AgentTier tier) => tier == Tier && (tier is not AgentTier.City || HasCityTier);

    /// <summary>Six digits, the first two at least 11.</summary>
    public static bool TryRead(string? text, out Division division)
    {
        division = default;
        var code = 0;
        foreach (var digit in text is { Length: 6 } ? text : "")
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            code = (code * 10) + (digit - '0');
        }

        if (code < 110_000 || (code / 100 % 100 == 0 && code % 100 != 0))
        {
            return false;
        }

        division = new(code);
        return true;
    }

    public override string ToString() => Code.ToString("000000", CultureInfo.InvariantCulture);
}

/// <summary>Which tier of divisions an agent stands for 代理级别.</summary>
public enum AgentTier
{
    /// <summary>区代.</summary>
    District = 1,

    /// <summary>市代.</summary>
    City = 2,

    /// <summary>省代.</summary>
    Province = 3,
}

/// <summary>The public spelling of tiers.</summary>
public static class AgentTiers
{
    public static string Code(this AgentTier tier) => tier switch
    {
        AgentTier.District => "district",
        AgentTier.City => "city",
        _ => "province",
    };
}
