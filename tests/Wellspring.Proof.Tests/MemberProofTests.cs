using System.Text;

namespace Wellspring.Proof.Tests;

/// <summary>A member checks the own balance without asking anybody, and sees at which step a lie would stand.</summary>
public class MemberProofTests
{
    private const string Origin = "example.org/pool";
    private const int Members = 5;
    private const long Member = 3;

    private static readonly byte[] Secret = [.. Enumerable.Range(7, 32).Select(one => (byte)one)];
    private static readonly NoteSigner Key =
        new(Origin, NoteKeyKind.Log, [.. Enumerable.Range(0, 32).Select(one => (byte)one)]);

    [Fact]
    public void An_honest_proof_holds_and_comes_back_from_its_file_the_same()
    {
        var proof = Honest();

        Assert.Empty(proof.Failing());
        Assert.Empty(proof.Failing(Key.Verifier));
        Assert.Empty(MemberProof.Parse(proof.ToString()).Failing(Key.Verifier));
        Assert.Equal(proof.ToString(), MemberProof.Parse(proof.ToString()).ToString());
    }

    [Fact]
    public void A_balance_shown_lower_fails_in_the_tree()
    {
        var proof = Honest();

        foreach (var less in new[]
        {
            proof.Balances with { Points = proof.Balances.Points - 1 },
            proof.Balances with { Wallet = proof.Balances.Wallet - 1 },
            proof.Balances with { Coins = proof.Balances.Coins - 1 },
        })
        {
            Assert.Equal([MemberProofStep.Tree], (proof with { Balances = less }).Failing());
        }

        Assert.Equal([MemberProofStep.Tree], (proof with { Member = Member + 1 }).Failing());
        Assert.Equal([MemberProofStep.Tree], (proof with { Place = proof.Place + 1 }).Failing());
    }

    [Fact]
    public void A_total_shown_lower_than_the_log_s_fails_in_the_statement()
    {
        var proof = Honest();
        var total = proof.Statement.Total with { Wallet = proof.Statement.Total.Wallet - 1 };
        var lower = proof with { Statement = proof.Statement with { Total = total } };

        Assert.Equal([MemberProofStep.Tree, MemberProofStep.Statement], lower.Failing());
        Assert.Equal([MemberProofStep.Statement], (proof with { Day = "2026-11-23" }).Failing());
    }

    [Fact]
    public void Points_that_circulate_and_that_nobody_has_fail_in_the_statement()
    {
        var lie = Of(statement => statement with { Circulating = statement.Circulating + 1 });

        Assert.Equal([MemberProofStep.Statement], lie.Failing());
    }

    [Fact]
    public void A_record_that_is_not_in_the_log_fails_there()
    {
        var proof = Honest();

        var other = proof.Entry.Replace("12.000000\"}", "13.000000\"}", StringComparison.Ordinal);
        Assert.Equal([MemberProofStep.Log], (proof with { Entry = other }).Failing());
        Assert.Equal(
            [MemberProofStep.Statement, MemberProofStep.Log], (proof with { Index = proof.Index + 1 }).Failing());
        Assert.Equal([MemberProofStep.Log], (proof with { Inclusion = [.. proof.Inclusion.Skip(1)] }).Failing());
    }

    [Fact]
    public void A_checkpoint_that_another_key_signed_or_of_another_log_fails_in_the_signature()
    {
        var proof = Honest();
        var other = new NoteSigner(Origin, NoteKeyKind.Log, Secret);

        Assert.Equal([MemberProofStep.Signature], proof.Failing(other.Verifier));
        Assert.Equal([MemberProofStep.Signature], (proof with { Key = other.Verifier.ToString() }).Failing());
        Assert.Equal([MemberProofStep.Signature], (proof with { Pool = "example.org/other" }).Failing());
        Assert.Equal([MemberProofStep.Signature], (proof with { Key = "nonsense" }).Failing());
        Assert.Equal(
            [MemberProofStep.Log, MemberProofStep.Signature], (proof with { Checkpoint = "nonsense" }).Failing());
    }

    [Theory]
    [InlineData("\"salt\": \"", "\"salt\": \"x", "proof.salt")]
    [InlineData("\"place\": ", "\"place\": -", "proof.place")]
    [InlineData("\"points\": \"0.0000", "\"points\": \".0000", "points")]
    [InlineData("wellspring-member-proof/1", "wellspring-member-proof/2", "proof.format")]
    [InlineData("\"key\": ", "\"kez\": ", "proof.key")]
    [InlineData("{", "[", "no JSON")]
    public void A_broken_file_is_refused_with_the_place_named(string from, string to, string named)
    {
        var text = Honest().ToString();
        var at = text.IndexOf(from, StringComparison.Ordinal);
        Assert.True(at >= 0);

        text = text.Remove(at, from.Length).Insert(at, to);
        var broken = Assert.Throws<FormatException>(() => MemberProof.Parse(text));

        Assert.Contains(named, broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_statement_that_stands_there_as_a_text_is_none()
    {
        var proof = Honest();
        var quoted = System.Text.Json.JsonSerializer.Serialize(proof.Statement.ToString());
        var entry = proof.Entry.Replace(proof.Statement.ToString(), quoted, StringComparison.Ordinal);

        Assert.Contains(MemberProofStep.Statement, (proof with { Entry = entry }).Failing());
        Assert.Throws<FormatException>(() => MemberProof.Parse(
            proof.ToString().Replace(proof.Statement.ToString(), quoted, StringComparison.Ordinal)));
    }

    [Fact]
    public void A_statement_comes_back_from_its_text_and_names_what_is_wrong_in_it()
    {
        var statement = Honest().Statement;

        Assert.Equal(statement, BalanceStatement.Parse(statement.ToString()));
        Assert.DoesNotContain(' ', statement.ToString());
        var names = System.Text.Json.JsonDocument.Parse(statement.ToString()).RootElement.EnumerateObject()
            .Select(field => field.Name).ToList();
        Assert.Equal(names.Order(StringComparer.Ordinal), names);
        var broken = Assert.Throws<FormatException>(() => BalanceStatement.Parse(
            statement.ToString().Replace("\"pool\":\"12.000000\"", "\"pool\":\"12.0\"", StringComparison.Ordinal)));
        Assert.Contains("statement.pool", broken.Message, StringComparison.Ordinal);
    }

    internal static MemberProof Honest() => Of(statement => statement);

    private static MemberProof Of(Func<BalanceStatement, BalanceStatement> says)
    {
        var leaves = Enumerable.Range(1, Members).Select(member => LeafOf(member)).ToList();
        var levels = BalanceTree.Build(leaves);
        var root = levels[^1].Single();
        var statement = says(new(
            "2026-11-22", 2, Members, 0, root.Sum, 12_000_000, root.Sum.Points + 70, 70, root.Hash));
        var entry = $$"""{"i":3,"topic":"balances","statement":{{statement}},"pool":"12.000000"}""";
        var log = new LogTree();
        foreach (var text in new[] { "a", "b", "c", entry, "e", "f" })
        {
            log.Add(LogProof.Leaf(Encoding.UTF8.GetBytes(text)));
        }

        var note = new SignedNote(new Checkpoint(Origin, log.Size, log.Root, []).ToString(), []).SignedBy(Key);
        return new(
            Origin, "2026-11-22", Member, [.. BalanceTree.Salt(Secret, Member)], BalancesOf(Member), Member - 1,
            [.. BalanceTree.Proof(levels, (int)Member - 1)], statement, 3, entry,
            [.. log.Inclusion(3, log.Size)], note.ToString(), Key.Verifier.ToString());
    }

    private static Balances BalancesOf(long member) => new(member * 1_000, member * 10, member);

    private static BalanceNode LeafOf(long member) => BalanceTree.Leaf(
        BalanceTree.Pseudonym(BalanceTree.Salt(Secret, member), member), BalancesOf(member));
}
