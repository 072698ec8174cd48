using System.Text;
using Wellspring.Shop.Legacy.Files;

namespace Wellspring.Shop.Tests.Legacy;

/// <summary>Member lists of an old platform, with the tree of who referred whom.</summary>
public sealed class OldMemberFileTests
{
    [Fact]
    public void Members_come_after_whoever_referred_them()
    {
        var file = Read("account,contact,name,referrer\n"
            + "u3,c@example.org,,u2\n"
            + "u2,13800138000,李四,u1\n"
            + "u1,A@Example.org,张三,\n"
            + "u4,d@example.org,,u1\n");

        Assert.Equal(0, file.ProblemCount);
        Assert.Equal(["u1", "u2", "u4", "u3"], file.Members.Select(member => member.Account));
        Assert.Equal((4L, 3L, 2), (file.Rows, file.Referred, file.Depth));
        Assert.Equal("a@example.org", file.Members[0].Contact.Value);
        Assert.Equal("+8613800138000", file.Members[1].Contact.Value);
    }

    [Theory]
    [InlineData("u2,,,", "member-contact", "mail address")]
    [InlineData("u2,12345,,", "member-contact", "mail address")]
    [InlineData("u2,a@example.org,,", "member-contact", "line 2")]
    [InlineData("u1,b@example.org,,", "member-twice", "line 2")]
    [InlineData(",b@example.org,,", "member-account", "account")]
    [InlineData("u2,b@example.org,名字名字名字名字名字名字名字名字名字名字名字,", "member-name", "shorten")]
    [InlineData("u2,b@example.org", "csv-row", "2 cells")]
    public void A_bad_row_is_named_and_the_others_are_read(string row, string code, string english)
    {
        var file = Read($"account,contact,name,referrer\nu1,a@example.org,,\n{row}\n");

        var problem = Assert.Single(file.Problems);
        Assert.Equal((3L, code), (problem.Line, problem.Code));
        Assert.Contains(english, problem.Sentence.En, StringComparison.Ordinal);
        Assert.Equal("u1", Assert.Single(file.Members).Account);
    }

    [Fact]
    public void Nobody_in_a_circle_of_referrers_or_below_it_is_taken()
    {
        var file = Read("账号,联系方式,推荐人\n"
            + "u1,a@example.org,u2\nu2,b@example.org,u1\nu3,c@example.org,u2\n"
            + "u4,d@example.org,u4\nu5,e@example.org,\n");

        Assert.Equal("u5", Assert.Single(file.Members).Account);
        Assert.Equal([2L, 3, 4, 5], file.Problems.Select(problem => problem.Line));
        Assert.All(file.Problems, problem => Assert.Equal("member-circle", problem.Code));
    }

    [Fact]
    public void Who_names_an_unknown_referrer_is_taken_without_one()
    {
        var file = Read("account,contact,referrer\nu1,a@example.org,u9\n");

        Assert.Null(Assert.Single(file.Members).Referrer);
        Assert.Equal("member-referrer", Assert.Single(file.Problems).Code);
    }

    private static OldMemberFile Read(string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return OldMemberFile.Read(stream, null, TestContext.Current.CancellationToken);
    }
}
