using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Shop.Legacy;
using Wellspring.Shop.Merchants;

namespace Wellspring.Server.Legacy;

/// <summary>What kinds, states and days of claims say to a creditor.</summary>
internal static class ClaimWords
{
    public static Bilingual OfKind(ClaimKind kind) => kind switch
    {
        ClaimKind.Cash => new("现金", "Money"),
        ClaimKind.OldPoints => new("旧平台积分", "Old platform's points"),
        _ => new("没发的货", "Goods never sent"),
    };

    public static Bilingual OfState(ClaimState state) => state switch
    {
        ClaimState.Open => new("已登记", "Registered"),
        ClaimState.Disputed => new("有争议，核对中", "Disputed, being checked"),
        _ => new("已撤销（登记有误）", "Taken back, registered by mistake"),
    };

    /// <summary>What a creditor said, and whether it stands.</summary>
    public static Bilingual OfReceipt(LegacyReceipt receipt)
    {
        var said = receipt.Kind switch
        {
            "yes" => new Bilingual("同意转换", "Agreed to convert"),
            "no" => new Bilingual("不同意", "Did not agree"),
            "later" => new Bilingual("以后再说", "Later"),
            _ => new Bilingual("放弃余下的债权", "Gave up the rest"),
        };
        return receipt switch
        {
            { RevokedAt: not null } => new(said.Zh + "（已撤回）", said.En + " (taken back)"),
            { State: "refused" } => new(said.Zh + "（未成立）", said.En + " (did not take effect)"),
            { State: "waiting" } => new(said.Zh + "（登记中）", said.En + " (being recorded)"),
            _ => said,
        };
    }

    /// <summary>A day counted from 1970-01-01, as <c>2021-03-05</c>.</summary>
    public static string Day(long day) => Days.Write(Days.Of(new(day * Instant.MillisecondsPerDay), default));
}
