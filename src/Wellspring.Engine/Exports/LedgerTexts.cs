using Wellspring.Core.Compliance;
using Wellspring.Core.Plans;
using Wellspring.Core.Pools;

namespace Wellspring.Engine.Exports;

/// <summary>What all formats say first: that a sandbox is a sandbox, and whose ledger this is.</summary>
internal static class LedgerHead
{
    public static void Write(TextWriter output, char comment, Plan plan)
    {
        if (plan.IsSandbox)
        {
            output.Write($"{comment} 演示 · 不得用于真实交易 (demo, not for real trading)\n");
        }

        output.Write($"{comment} plan {LedgerEntry.Plain(plan.Settings.Id)} version {plan.Settings.Version}, ");
        output.Write($"sha256 {plan.Hash}, ruleset sha256 {Ruleset.Hash}\n");
    }
}

/// <summary>A journal for hledger.</summary>
internal sealed class HledgerText(TextWriter output) : ILedgerText
{
    private readonly HashSet<Account> _declared = [];

    public void Begin(Plan plan)
    {
        LedgerHead.Write(output, ';', plan);
        output.Write("\ncommodity 1.000000 CNY\ncommodity 1.00000000 POINTS\n");
    }

    public void Write(LedgerEntry entry)
    {
        output.Write('\n');
        foreach (var posting in entry.Postings)
        {
            if (_declared.Add(posting.Account))
            {
                output.Write($"account {posting.Account.Name}\n");
            }
        }

        WriteHead(entry);
        foreach (var posting in entry.Postings)
        {
            output.Write($"    {posting.Account.Name,-40}  {posting.Amount,26} {posting.Currency}\n");
        }
    }

    // Assertions are tested in the order of dates, on one day in the order of lines: these are the last of both.
    public void End(LedgerEntry balances)
    {
        output.Write($"\n; positions 0 to {balances.Position}; after them every account stands at\n");
        WriteHead(balances);
        foreach (var posting in balances.Postings)
        {
            var nothing = posting with { Units = 0 };
            output.Write($"    {posting.Account.Name,-40}  {nothing.Amount} {posting.Currency}");
            output.Write($" = {posting.Amount} {posting.Currency}\n");
        }
    }

    private void WriteHead(LedgerEntry entry)
    {
        var id = entry.Id is null ? "" : $", id:{LedgerEntry.Plain(entry.Id)}";
        output.Write($"{entry.Day} * {entry.Title}  ; position:{entry.Position}{id}\n");
    }
}

/// <summary>A file for beancount 2.</summary>
internal sealed class BeancountText(TextWriter output) : ILedgerText
{
    private readonly HashSet<Account> _open = [];

    public void Begin(Plan plan)
    {
        LedgerHead.Write(output, ';', plan);
        output.Write($"\noption \"title\" \"Wellspring {LedgerEntry.Plain(plan.Settings.Id)}\"\n");
        output.Write("option \"operating_currency\" \"CNY\"\n");
    }

    public void Write(LedgerEntry entry)
    {
        output.Write('\n');
        foreach (var account in entry.Postings.Select(posting => posting.Account).Where(_open.Add))
        {
            // Business dates may go backward, so the first use in the file need not be the earliest one.
            output.Write($"1970-01-01 open {account.Name} {Posting.CurrencyOf(account)}\n");
        }

        output.Write($"{entry.Day} * \"{entry.Title}\"\n  position: {entry.Position}\n");
        if (entry.Id is not null)
        {
            output.Write($"  id: \"{LedgerEntry.Plain(entry.Id)}\"\n");
        }

        foreach (var posting in entry.Postings)
        {
            output.Write($"  {posting.Account.Name,-40}  {posting.Amount,26} {posting.Currency}\n");
        }
    }

    // A balance holds at the start of its day; without "~ 0" beancount would forgive the last digit.
    public void End(LedgerEntry balances)
    {
        var day = LedgerEntry.DayOf(balances.Date.AddDays(1));
        output.Write($"\n; positions 0 to {balances.Position}; after them every account stands at\n");
        foreach (var posting in balances.Postings)
        {
            output.Write($"{day} balance {posting.Account.Name,-40}  {posting.Amount,26} ~ 0 {posting.Currency}\n");
        }
    }
}

/// <summary>Comma-separated postings for spreadsheets; no field ever needs a quote.</summary>
internal sealed class CsvText(TextWriter output) : ILedgerText
{
    public void Begin(Plan plan)
    {
        LedgerHead.Write(output, '#', plan);
        output.Write("position,date,account,currency,amount\n");
    }

    public void Write(LedgerEntry entry)
    {
        foreach (var posting in entry.Postings)
        {
            output.Write($"{entry.Position},{entry.Day},{posting.Account.Name},{posting.Currency},{posting.Amount}\n");
        }
    }

    // A sum of the column is the balance: lines that are not postings would spoil it.
    public void End(LedgerEntry balances)
    {
    }
}
