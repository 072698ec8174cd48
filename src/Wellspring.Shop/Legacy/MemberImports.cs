using Wellspring.Core;
using Wellspring.Shop.Access;
using Wellspring.Shop.Database;
using Wellspring.Shop.Legacy.Files;
using Wellspring.Shop.Members;
using Wellspring.Shop.Pools;

namespace Wellspring.Shop.Legacy;

/// <summary>What a member list of the old platform is or would be.</summary>
/// <param name="Noted">People whose account and address are noted now, or would be.</param>
/// <param name="Joined">Of them, who are members already.</param>
/// <param name="Conflicts">Rows whose account and address belong to two different pseudonyms.</param>
public sealed record MemberReport(OldMemberFile File, long Noted, long Joined, IReadOnlyList<RowProblem> Conflicts)
{
    public IEnumerable<RowProblem> Problems => File.Problems.Concat(Conflicts).OrderBy(problem => problem.Line);

    public long ProblemCount => File.ProblemCount + Conflicts.Count;

    public bool IsClean => ProblemCount == 0;
}

/// <summary>Notes the members of an old platform 会员迁移: who may be invited, and who referred whom.</summary>
/// <remarks>
/// Nobody becomes a member by it: each person joins by themselves, having read 7.1, and gets the pseudonym that waits.
/// Only then is the referrer asked of the pool.
/// </remarks>
public sealed class MemberImports(ShopDatabase database, PoolClock clock)
{
    private const int AtOnce = 2_000;

    /// <summary>What the list would do; nothing is changed.</summary>
    public MemberReport DryRun(Stream file, Action<long, long>? said, CancellationToken cancellation)
    {
        var read = OldMemberFile.Read(file, said, cancellation);
        var joined = database.Read(reader =>
            read.Members.LongCount(person => MemberBook.Find(reader, person.Contact) is not null));
        return new(read, read.Members.Count, joined, []);
    }

    /// <summary>Notes everybody of a list without a mistake.</summary>
    public MemberReport Run(
        Stream file, string name, string by, Action<long, long>? said, CancellationToken cancellation)
    {
        var dry = DryRun(file, null, cancellation);
        if (!dry.IsClean)
        {
            return dry;
        }

        var (noted, conflicts) = (0L, new List<RowProblem>());
        for (var start = 0; start < dry.File.Members.Count; start += AtOnce)
        {
            var portion = dry.File.Members.Skip(start).Take(AtOnce);
            database.Write(transaction =>
            {
                foreach (var person in portion)
                {
                    if (OldCreditors.Note(transaction, person, clock.Now()))
                    {
                        noted++;
                    }
                    else
                    {
                        conflicts.Add(new(person.Line, "member-conflict", new(
                            "account：这个账号和联系方式已属于两个不同的债权人；请人工核对，必要时用债权转让合并。",
                            "account: this account and this address belong to two different creditors; check by hand, "
                            + "and transfer the claims of one where they are one person.")));
                    }
                }
            });
            said?.Invoke(Math.Min(start + AtOnce, dry.File.Members.Count), dry.File.Members.Count);
        }

        var now = clock.WallNow();
        database.Write(transaction =>
        {
            var id = Ids.New("li");
            transaction.Execute($"""
                INSERT INTO legacy_imports (id, kind, file, file_hash, state, by, at, ended_at, rows, accepted, amount,
                    rejected, known, done, refused)
                VALUES ({id}, 'members', {Path.GetFileName(name)}, {dry.File.Hash}, 'done', {by}, {now}, {now},
                    {dry.File.Rows}, {noted}, {Money.Zero}, {(long)conflicts.Count}, {dry.Joined}, {noted}, 0)
                """);
            Audit.Note(transaction, now, by, "legacy.members-noted", id, dry.File.Hash);
        });
        return dry with { Noted = noted, Conflicts = conflicts };
    }
}
