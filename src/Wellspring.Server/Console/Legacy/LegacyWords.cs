using Wellspring.Core;
using Wellspring.Core.Legacy;

namespace Wellspring.Server.Console.Legacy;

/// <summary>What the states and kinds of the old debt are called.</summary>
internal static class LegacyWords
{
    public static Bilingual Of(ClaimKind kind) => kind switch
    {
        ClaimKind.Cash => new("现金", "cash"),
        ClaimKind.OldPoints => new("旧积分", "old points"),
        _ => new("货物", "goods"),
    };

    public static Bilingual Of(ClaimState state) => state switch
    {
        ClaimState.Open => new("有效", "open"),
        ClaimState.Disputed => new("有争议", "disputed"),
        _ => new("已撤回", "withdrawn"),
    };

    public static Bilingual Of(OfferAnswer? answer) => answer switch
    {
        OfferAnswer.Yes => new("同意", "yes"),
        OfferAnswer.No => new("不同意", "no"),
        OfferAnswer.Later => new("以后再说", "later"),
        _ => new("未答复", "silent"),
    };
}
