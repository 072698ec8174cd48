using Wellspring.Core;

namespace Wellspring.Shop.Payments;

/// <summary>What every channel refuses before anything is sent.</summary>
internal static class Refusals
{
    /// <summary>Refuses an amount that no channel can move; null where it is fine.</summary>
    public static ChannelResult.Failed? OfAmount(Money amount) => amount.IsWholeFen && amount > Money.Zero
        ? null
        : new("amount-not-whole-fen", Text(
            $"金额 {amount} 元不能支付：须大于零且为整分。请取整到分。",
            $"{amount} yuan cannot be paid: it must be above zero and in whole fen. Round it to fen."));

    /// <summary>Refuses an id that a channel would refuse or change; null where it is fine.</summary>
    public static ChannelResult.Failed? OfId(string id) => DeedIds.IsValid(id)
        ? null
        : new("id-not-accepted", Text(
            "单号须为 6 至 32 位小写字母、数字或短横线。",
            "The id must be 6 to 32 lower-case letters, digits or dashes."));

    public static ChannelResult.Failed? Of(Money amount, params ReadOnlySpan<string> ids)
    {
        var refusal = OfAmount(amount);
        foreach (var id in ids)
        {
            refusal ??= OfId(id);
        }

        return refusal;
    }

    public static string Text(string zh, string en) => new Bilingual(zh, en).ToString();
}
