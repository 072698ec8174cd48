using System.Globalization;
using Wellspring.Core;
using Wellspring.Core.Pools;
using Wellspring.Server.Hosting;
using Wellspring.Shop;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;

namespace Wellspring.Server.Console;

/// <summary>One injection or subsidy as it is typed.</summary>
public sealed class InjectionDraft
{
    public string Amount { get; set; } = "";

    public string Source { get; set; } = "";

    public string Voucher { get; set; } = "";

    /// <summary>Fingerprint of the contract; what the paper says stays out of the journal.</summary>
    public string Contract { get; set; } = "";
}

/// <summary>An act ready to be shown and asked for, or what is wrong with what was typed.</summary>
public readonly record struct Drafted(TwoPersonAct? Act, Bilingual? Mistake);

/// <summary>Turns what is typed on the pool's page into acts; pauses and lets sandbox time pass.</summary>
public sealed class PoolDeeds(ShopDatabase database, Site site, PoolFlow flow)
{
    private const string Pool = "pool";
    private const string Draft = "draft";
    private const int MostDays = 400;

    /// <summary>Several injections under one approval.</summary>
    public Drafted Series(IReadOnlyList<InjectionDraft> parts)
    {
        var lines = new List<string>();
        foreach (var part in parts)
        {
            if (MoneyOf(part.Amount) is not { } amount)
            {
                return Wrong($"金额“{part.Amount}”不对,请写成 1000.00 的样子。",
                    $"\"{part.Amount}\" is no amount; write it like 1000.00.");
            }

            if (part.Contract.Trim() is { Length: > 0 } hash && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
            {
                return Wrong("合同指纹是 64 位十六进制数(SHA-256)。",
                    "A contract's fingerprint has 64 hexadecimal digits (SHA-256).");
            }

            var source = part.Contract.Trim().Length > 0
                ? $"{part.Source.Trim()} · contract sha256:{part.Contract.Trim().ToLowerInvariant()}"
                : part.Source.Trim();
            lines.Add(CommandText.Write(new PoolCommand.InjectCapital(
                Draft, site.Clock.Now(), amount, source, part.Voucher.Trim(), null)
            {
                Contract = part.Contract.Trim() is { Length: > 0 } contract ? contract.ToLowerInvariant() : null,
            }));
        }

        var vouchers = parts.Select(part => part.Voucher.Trim()).ToList();
        return vouchers.Distinct(StringComparer.Ordinal).Count() != vouchers.Count
            ? Wrong("每笔注资要有各自的凭证号。", "Each injection has a voucher number of its own.")
            : Checked(ActRules.Inject, lines);
    }

    public Drafted Subsidy(InjectionDraft part, string share) =>
        MoneyOf(part.Amount) is not { } amount
            ? Wrong($"金额“{part.Amount}”不对,请写成 1000.00 的样子。", $"\"{part.Amount}\" is no amount; write it like 1000.00.")
        : RateOf(share) is not { } rate
            ? Wrong($"比例“{share}”不对,请写成 1% 的样子。", $"\"{share}\" is no share; write it like 1%.")
        : Checked(ActRules.Subsidise, [CommandText.Write(new PoolCommand.Subsidise(
            Draft, site.Clock.Now(), amount, rate, part.Source.Trim(), part.Voucher.Trim(), null))]);

    public Drafted Reserve(string amount) =>
        amount.Trim().Length > 0 && MoneyOf(amount) is null
            ? Wrong($"金额“{amount}”不对,请写成 1000.00 的样子。", $"\"{amount}\" is no amount; write it like 1000.00.")
            : Checked(ActRules.ReturnReserve, [CommandText.Write(new PoolCommand.ReturnReserve(
                Draft, site.Clock.Now(), MoneyOf(amount), null))]);

    public Drafted Lift() => Checked(ActRules.LiftPause, [CommandText.Write(
        new PoolCommand.LiftPause(Draft, site.Clock.Now(), null, null))]);

    public Drafted Announce() => Checked(ActRules.AnnounceClosing, [CommandText.Write(
        new PoolCommand.AnnounceClosing(Draft, site.Clock.Now(), null))]);

    public Drafted Close() => Checked(ActRules.ClosePool, [CommandText.Write(
        new PoolCommand.ClosePool(Draft, site.Clock.Now(), null))]);

    /// <summary>Pauses the pool; one person may, for it can only do too little.</summary>
    public async Task<ActAnswer> PauseAsync(string by, string reason)
    {
        if (reason.Trim().Length == 0)
        {
            return ActAnswer.No("请写明暂停的原因。", "Write why it is paused.");
        }

        var command = new PoolCommand.PausePool(Ids.New("pause"), site.Clock.Now(), by, reason.Trim());
        if (CommandText.Read(CommandText.Write(command)).Mistake is { } mistake)
        {
            return ActAnswer.No(mistake.Zh, mistake.En);
        }

        database.Write(transaction =>
        {
            PoolGate.Enqueue(transaction, command);
            Audit.Note(transaction, site.Clock.WallNow(), by, "pool.paused", Pool, reason.Trim());
        });
        var outcome = await flow.RunAsync(command.Id, CancellationToken.None);
        return outcome.IsDone ? ActAnswer.Well("池子已暂停。", "The pool is paused.")
            : ActAnswer.No($"没有暂停({outcome.Reason})。", $"Not paused ({outcome.Reason}).");
    }

    /// <summary>Lets days pass in a sandbox and runs everything that comes due.</summary>
    public async Task<ActAnswer> AdvanceAsync(string by, int days)
    {
        if (!site.Pool.Plan.IsSandbox || days is < 1 or > MostDays)
        {
            return ActAnswer.No($"只有沙盒能调时间,一次 1 至 {MostDays} 天。",
                $"Only a sandbox moves time, 1 to {MostDays} days at once.");
        }

        site.Clock.Advance(Duration.Days(days), isSandbox: true);
        database.Write(transaction => Audit.Note(transaction, site.Clock.WallNow(), by, "clock.advanced", Pool,
            days.ToString(CultureInfo.InvariantCulture) + "d"));
        await flow.RunAsync(CancellationToken.None);
        return ActAnswer.Well($"账本时间前进了 {days} 天,到期的都已处理。",
            $"The journal's time moved {days} days; all that came due is done.");
    }

    // The reader of commands says what is wrong with texts and numbers; nothing is checked in two ways.
    private static Drafted Checked(string kind, List<string> lines)
    {
        foreach (var line in lines)
        {
            if (CommandText.Read(line).Mistake is { } mistake)
            {
                return Wrong(mistake.Zh, mistake.En);
            }
        }

        return new(new(kind, Pool, lines), null);
    }

    private static Drafted Wrong(string zh, string en) => new(null, new(zh, en));

    private static Money? MoneyOf(string text) =>
        Decimals.TryRead(text.Trim(), 2, out var fen) && fen is > 0 and <= 100_000_000_000
            ? Money.FromUnits(fen * Money.UnitsPerFen)
            : null;

    private static Rate? RateOf(string text) =>
        text.Trim() is [.. var number, '%'] && Decimals.TryRead(number.Trim(), 4, out var parts)
        && parts is > 0 and <= Rate.PartsPerWhole
            ? Rate.FromParts((int)parts)
            : null;
}
