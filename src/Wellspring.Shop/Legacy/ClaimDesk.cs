using Wellspring.Core;
using Wellspring.Core.Legacy;
using Wellspring.Core.Pools;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Finance;
using Wellspring.Shop.Pools;
using Wellspring.Shop.Staff;

namespace Wellspring.Shop.Legacy;

/// <summary>What the staff does with registered claims: dispute 争议, resolution, transfer, withdrawal.</summary>
/// <remarks>
/// One person may freeze a claim, for that can only do too little; whatever changes who is owed or how much takes two,
/// and is shown with its exact effect first.
/// </remarks>
public sealed class ClaimDesk(ShopDatabase database, PoolFlow flow, PoolClock clock)
{
    private const int ReasonLimit = 200;

    // Replaced when the act is run.
    private const string Later = "draft";

    /// <summary>Freezes a claim that is contested; what is converted of it stays converted.</summary>
    public async Task<ActAnswer> DisputeAsync(
        string claim, string reason, string by, CancellationToken cancellation)
    {
        if (Reason(reason) is { } mistake)
        {
            return ActAnswer.No(mistake);
        }

        var command = new PoolCommand.DisputeClaim(Ids.New("ld"), clock.Now(), claim.Trim(), by, reason.Trim());
        if (CommandText.Read(CommandText.Write(command)).Mistake is { } wrong)
        {
            return ActAnswer.No(wrong.Zh, wrong.En);
        }

        database.Write(transaction =>
        {
            PoolGate.Enqueue(transaction, command);
            Audit.Note(transaction, clock.WallNow(), by, "legacy.disputed", claim.Trim(), reason.Trim());
        });
        var outcome = await flow.RunAsync(command.Id, cancellation);
        return outcome.IsDone
            ? ActAnswer.Well("已标记争议：未转换的部分不能转换，直到解决。",
                "Marked as disputed: what is unconverted stays so until it is resolved.")
            : ActAnswer.No(PoolWords.Of(outcome.Reason));
    }

    /// <summary>Ends a dispute at an agreed amount; waiving what is above it takes a signed document.</summary>
    /// <param name="document">SHA-256 of the settlement; may be empty where nothing is waived.</param>
    public (TwoPersonAct? Act, Bilingual? Mistake) Resolve(string claim, string amount, string document) =>
        !Decimals.TryRead(amount.Trim(), 2, out var fen)
            ? (null, new($"金额“{amount}”不对，请写成 1000.00 的样子。", $"\"{amount}\" is no amount; write it like 1000.00."))
        : document.Trim().Length > 0 && !ActJson.IsHash(document.Trim()) ? (null, NoHash)
        : Checked(ActRules.ResolveClaim, claim, new PoolCommand.ResolveClaim(
            Later, clock.Now(), claim.Trim(), Money.FromUnits(fen * Money.UnitsPerFen), null, null,
            document.Trim().Length == 0 ? null : document.Trim()));

    /// <summary>A whole unconverted claim goes to another creditor, assigned or inherited.</summary>
    /// <param name="to">A member's id, an account of the old platform, or an address.</param>
    public (TwoPersonAct? Act, Bilingual? Mistake) Transfer(
        string claim, string to, ClaimTransfer kind, string document) =>
        to.Trim().Length is 0 or > 64
            ? (null, new("请填写新债权人：会员编号、旧平台账号或联系方式。",
                "Name the new creditor: a member's id, an old account or an address."))
        : !ActJson.IsHash(document.Trim()) ? (null, NoHash)
        : Checked(ActRules.TransferClaim, claim, new PoolCommand.TransferClaim(
            Later, clock.Now(), claim.Trim(),
            database.Write(transaction => OldCreditors.Resolve(transaction, to.Trim(), clock.WallNow())), kind,
            document.Trim(), null, null));

    /// <summary>Takes back a claim that was imported wrongly, as long as nothing of it is converted.</summary>
    public (TwoPersonAct? Act, Bilingual? Mistake) Withdraw(string claim, string reason) =>
        Reason(reason) is { } mistake ? (null, mistake)
        : Checked(ActRules.WithdrawClaim, claim, new PoolCommand.WithdrawClaim(
            Later, clock.Now(), claim.Trim(), reason.Trim(), null, null));

    private static Bilingual NoHash => new(
        "请填写签字文件的 SHA-256（64 位小写十六进制）。",
        "Enter the SHA-256 of the signed paper: 64 lower-case hexadecimal digits.");

    private static Bilingual? Reason(string reason) =>
        reason.Trim().Length is 0 or > ReasonLimit
            ? new($"请写明原因，至多 {ReasonLimit} 字。", $"Say why, in at most {ReasonLimit} characters.")
        : Files.ClaimCells.IsPersonal(reason)
            ? new("原因写进账本，请不要写电话、邮箱或证件号。",
                "The reason goes into the journal; leave out telephone numbers, mail addresses and documents.")
        : null;

    private static (TwoPersonAct? Act, Bilingual? Mistake) Checked(string kind, string claim, PoolCommand command)
    {
        var line = CommandText.Write(command);
        return CommandText.Read(line).Mistake is { } mistake
            ? (null, new(mistake.Zh, mistake.En))
            : (new(kind, claim.Trim(), [line]), null);
    }
}
