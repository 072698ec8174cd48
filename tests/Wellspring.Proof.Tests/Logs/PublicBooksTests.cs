using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Wellspring.Proof.Tests.Logs;

/// <summary>Whoever follows a public log sees that every figure comes from the one before.</summary>
public sealed partial class PublicBooksTests
{
    public static TheoryData<string> Logs => new(GoldenLogs.Names);

    [Theory]
    [MemberData(nameof(Logs))]
    public void Every_entry_of_a_golden_log_follows_from_the_one_before(string name)
    {
        var entries = GoldenLogs.Of(name);
        var books = new PublicBooks(PublicFigures.None);

        foreach (var entry in entries)
        {
            books.Follow(entry);
        }

        Assert.Equal(entries.Length, books.Figures.Next);
        Assert.True(books.Figures.Price.Points > 0);
    }

    [Theory]
    [MemberData(nameof(Logs))]
    public void No_figure_of_an_entry_can_be_changed_unseen(string name)
    {
        var (changed, books) = (0, new PublicBooks(PublicFigures.None));
        foreach (var entry in GoldenLogs.Of(name))
        {
            var (text, before) = (Encoding.UTF8.GetString(entry), books.Figures);
            books.Follow(entry);
            foreach (var amount in Followed().Matches(text).Where(one => Counts(text, one, before, books.Figures)))
            {
                var last = amount.Index + amount.Length - 2;
                var other = text.ToCharArray();
                other[last] = (char)('0' + ((other[last] - '0' + 1) % 10));

                Assert.Throws<LogFaultException>(
                    () => new PublicBooks(before).Follow(Encoding.UTF8.GetBytes(new string(other))));
                changed++;
            }
        }

        Assert.True(changed > 6);
    }

    [Theory]
    [InlineData("price-fell", "'steps':[{'out':'100.0#','burn':'1.0#00'}],'pool':'80.0#','circulating':'111.0#00'")]
    [InlineData("price-fell", "'steps':[{'in':'1.0#','mint':'112.0#00'}],'pool':'181.0#','circulating':'224.0#00'")]
    [InlineData(
        "price-fell",
        "'steps':[{'in':'1.0#','mint':'112.0#00'},{'add':'9.0#'}],'pool':'190.0#','circulating':'224.0#00'")]
    [InlineData("sums-differ", "'pool':'179.999999','circulating':'112.0#00'")]
    [InlineData("sums-differ", "'steps':[{'out':'181.0#','burn':'1.0#00'}],'pool':'0.0#','circulating':'111.0#00'")]
    [InlineData("sums-differ", "'steps':[{'out':'1.0#','burn':'113.0#00'}],'pool':'179.0#','circulating':'0.0#00'")]
    [InlineData("unknown-step", "'steps':[{'gift':'1.0#'}],'pool':'181.0#','circulating':'112.0#00'")]
    [InlineData("entry-unreadable", "'pool':'-180.0#','circulating':'112.0#00'")]
    [InlineData("entry-unreadable", "'pool':180,'circulating':'112.0#00'")]
    public void What_breaks_the_rules_is_found_though_its_sums_are_right(string code, string figures)
    {
        var books = new PublicBooks(PublicFigures.None);
        Array.ForEach(GoldenLogs.Of("two-batches"), entry => books.Follow(entry));

        var next = """{"i":3,"at":"2026-01-06T02:00:00.000Z","kind":"pointsSold",""" + Spelled(figures)
            + ""","reserve":"0.000000","scale":0}""";
        var found = Assert.Throws<LogFaultException>(() => books.Follow(Encoding.UTF8.GetBytes(next)));

        Assert.Equal((code, 3), (found.Fault.Code, found.Fault.Index));
    }

    [Fact]
    public void Figures_are_kept_and_taken_up_again()
    {
        var entries = GoldenLogs.Of("every-kind");
        var books = new PublicBooks(PublicFigures.None);
        foreach (var entry in entries)
        {
            books.Follow(entry);
            books = new(JsonSerializer.Deserialize<PublicFigures>(JsonSerializer.Serialize(books.Figures))!);
        }

        Assert.Equal(entries.Length, books.Figures.Next);
    }

    // Quotes and zeros are written short above, so that a row is a line.
    private static string Spelled(string figures) => figures.Replace('\'', '"').Replace("0#", "000000");

    // What the platform keeps of a reward budget is no money of the pool: only the operator knows it is right.
    private static bool Counts(string text, Match amount, PublicFigures before, PublicFigures after) =>
        !text[..amount.Index].EndsWith("\"rest\":", StringComparison.Ordinal)
        || (before.RestToPool.GetValueOrDefault(before.Version) && before.Version == after.Version);

    [GeneratedRegex(
        "(?<=\"(in|mint|out|burn|rest|add|toReserve|fromReserve|close|crumbs|pool|circulating|reserve)\":)"
        + "\"[0-9.]+\"")]
    private static partial Regex Followed();
}
