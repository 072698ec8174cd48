using System.Security.Cryptography;
using Wellspring.Core;
using Wellspring.Shop.Members;

namespace Wellspring.Shop.Legacy.Files;

/// <summary>The old platform's members and their referral tree, read whole and checked 会员与推荐树.</summary>
public sealed class OldMemberFile
{
    private const int NameLimit = 20;
    private const int AccountLimit = 64;

    private readonly List<RowProblem> _problems = [];
    private readonly Dictionary<string, OldMember> _byAccount = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OldMember> _byContact = new(StringComparer.Ordinal);
    private readonly List<OldMember> _members = [];

    private OldMemberFile(string hash) => Hash = hash;

    internal static TableColumn[] Columns { get; } =
    [
        new("account", "账号", IsRequired: true), new("contact", "联系方式", IsRequired: true),
        new("name", "称呼", IsRequired: false), new("referrer", "推荐人", IsRequired: false),
    ];

    /// <summary>SHA-256 of the file's bytes.</summary>
    public string Hash { get; }

    /// <summary>Rows below the header.</summary>
    public long Rows { get; private set; }

    /// <summary>Those who may be invited, each after the one who referred them.</summary>
    public IReadOnlyList<OldMember> Members { get; private set; } = [];

    public IReadOnlyList<RowProblem> Problems => _problems;

    public long ProblemCount { get; private set; }

    /// <summary>Members whom somebody of the list referred.</summary>
    public long Referred => Members.Count(member => member.Referrer is not null);

    /// <summary>How many steps the longest line of referrers has; 0 where nobody referred anybody.</summary>
    public int Depth { get; private set; }

    /// <summary>Reads a file from its beginning; nobody is invited by it.</summary>
    /// <param name="file">Stays the caller's. It must be able to seek.</param>
    public static OldMemberFile Read(
        Stream file, Action<long, long>? said = null, CancellationToken cancellation = default)
    {
        file.Position = 0;
        var read = new OldMemberFile(Convert.ToHexStringLower(SHA256.HashData(file)));
        file.Position = 0;
        var (csv, problems) = TableCsv.Open(file, Columns);
        foreach (var problem in problems)
        {
            read.Note(problem.Line, problem.Code, problem.Sentence);
        }

        using (csv)
        {
            foreach (var row in csv?.Rows() ?? [])
            {
                cancellation.ThrowIfCancellationRequested();
                if (++read.Rows % 5_000 == 0)
                {
                    said?.Invoke(file.Position, file.Length);
                }

                read.Take(row);
            }
        }

        read.Order();
        said?.Invoke(file.Length, file.Length);
        return read;
    }

    private void Take(TableRow row)
    {
        if (row.Wrong is { } wrong)
        {
            Note(row.Line, "csv-row", wrong);
            return;
        }

        var (account, typed, name, referrer) = (row.Cells[0], row.Cells[1], row.Cells[2], row.Cells[3]);
        if (account.Length is 0 or > AccountLimit || account.Any(char.IsControl))
        {
            Note(row.Line, "member-account", new(
                $"account：“{TableCsv.Shown(account)}”应为 1 至 {AccountLimit} 字的旧平台账号。",
                $"account: \"{TableCsv.Shown(account)}\" is no account of 1 to {AccountLimit} characters."));
        }
        else if (_byAccount.TryGetValue(account, out var first))
        {
            Note(row.Line, "member-twice", new(
                $"account：“{TableCsv.Shown(account)}”在第 {first.Line} 行已经有了；每人一行。",
                $"account: \"{TableCsv.Shown(account)}\" stands on line {first.Line} already; one row each."));
        }
        else if (ContactAddress.Read(typed) is not { } contact)
        {
            Note(row.Line, "member-contact", new(
                "contact：" + ContactAddress.Mistake.Zh, "contact: " + ContactAddress.Mistake.En));
        }
        else if (_byContact.TryGetValue(contact.Value, out first))
        {
            Note(row.Line, "member-contact", new(
                $"contact：与第 {first.Line} 行相同；一个联系方式只能属于一人，同一人的几个账号请先合并。",
                $"contact: the same as on line {first.Line}; it belongs to one person, merge their "
                + "accounts first."));
        }
        else if (name.Length > NameLimit || name.Any(char.IsControl))
        {
            Note(row.Line, "member-name", new(
                $"name：应至多 {NameLimit} 字；请缩短。", $"name: at most {NameLimit} characters; shorten it."));
        }
        else
        {
            var member = new OldMember(
                row.Line, account, contact, name.Length == 0 ? null : name, referrer.Length == 0 ? null : referrer);
            _members.Add(member);
            _byAccount.Add(account, member);
            _byContact.Add(contact.Value, member);
        }
    }

    // From the roots down, in the file's order: whoever is never reached stands in a circle or below one.
    private void Order()
    {
        var below = _members.Where(member => member.Referrer is not null)
            .ToLookup(member => member.Referrer!, StringComparer.Ordinal);
        var ordered = new List<OldMember>();
        var level = new List<OldMember>();
        foreach (var member in _members)
        {
            if (member.Referrer is null)
            {
                level.Add(member);
            }
            else if (!_byAccount.ContainsKey(member.Referrer))
            {
                Note(member.Line, "member-referrer", new(
                    $"referrer：名单里没有账号“{TableCsv.Shown(member.Referrer)}”；已当作没有推荐人，请补上那一行或留空。",
                    $"referrer: the list has no account \"{TableCsv.Shown(member.Referrer)}\"; taken as none, add that "
                    + "row or leave it empty."));
                level.Add(member with { Referrer = null });
            }
        }

        for (var depth = 0; level.Count > 0; depth++)
        {
            ordered.AddRange(level);
            Depth = depth;
            level = [.. level.SelectMany(member => below[member.Account])];
        }

        var reached = ordered.Select(member => member.Account).ToHashSet(StringComparer.Ordinal);
        foreach (var member in _members.Where(member => !reached.Contains(member.Account)))
        {
            Note(member.Line, "member-circle", new(
                "referrer：推荐关系绕成一圈（或在一圈之下）；请改正其中一行的推荐人。",
                "referrer: the line of referrers runs in a circle, or hangs below one; mend one "
                + "of them."));
        }

        Members = ordered;
    }

    private void Note(long line, string code, Bilingual sentence)
    {
        ProblemCount++;
        if (_problems.Count < ClaimFile.MostProblems)
        {
            _problems.Add(new(line, code, sentence));
        }
    }
}
