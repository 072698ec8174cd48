using Wellspring.Shop.Staff;

namespace Wellspring.Shop.Tests.Staff;

public sealed class StaffRulesTests
{
    [Fact]
    public void A_password_is_kept_as_argon2id_with_a_salt_of_its_own()
    {
        var hash = Passwords.Hash("correct horse battery");

        Assert.StartsWith("argon2id$m=19456,t=2,p=1$", hash, StringComparison.Ordinal);
        Assert.NotEqual(hash, Passwords.Hash("correct horse battery"));
        Assert.True(Passwords.Matches("correct horse battery", hash));
        Assert.False(Passwords.Matches("correct horse batterz", hash));
        Assert.False(Passwords.Matches("correct horse battery", null));
    }

    [Theory]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("xx ops@example.test")]
    public void A_weak_password_is_refused(string password) =>
        Assert.NotNull(Passwords.Mistake(password, "ops@example.test"));

    [Theory]
    [InlineData("11010519491231002X", true)]
    [InlineData("11010519491231002x", true)]
    [InlineData("110105194912310021", false)]
    [InlineData("E12345678", true)]
    [InlineData("123", false)]
    [InlineData("E1234'5678", false)]
    public void A_document_number_is_checked_as_far_as_it_can_be(string number, bool isGood) =>
        Assert.Equal(isGood, Identities.Mistake(number) is null);

    [Theory]
    [InlineData("a@b", "auditor", true)]
    [InlineData("a@b", "auditor finance", false)]
    [InlineData("a@b", "", false)]
    [InlineData("a@b", "king", false)]
    [InlineData("ab", "admin", false)]
    [InlineData("a@b@c", "admin", false)]
    public void An_entry_says_what_is_wrong_with_it(string mail, string roles, bool isGood) => Assert.Equal(
        isGood, StaffBook.MistakeIn(
            "Li", mail, roles.Split(' ', StringSplitOptions.RemoveEmptyEntries)) is null);
}
