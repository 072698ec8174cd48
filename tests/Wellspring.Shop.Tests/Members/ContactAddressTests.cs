using Wellspring.Shop.Members;

namespace Wellspring.Shop.Tests.Members;

public sealed class ContactAddressTests
{
    [Theory]
    [InlineData("13800138000", "+8613800138000")]
    [InlineData("１３８　００１３　８０００", "+8613800138000")]
    [InlineData(" ＋１ 415 555 0100", "+14155550100")]
    [InlineData("Anna@Example.ORG", "anna@example.org")]
    [InlineData("ａｎｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "anna@example.org")]
    public void An_address_is_read_as_it_is_typed_on_any_keyboard(string typed, string value) =>
        Assert.Equal(value, ContactAddress.Read(typed)?.Value);

    [Theory]
    [InlineData("")]
    [InlineData("　")]
    [InlineData("12345")]
    [InlineData("anna@")]
    [InlineData("安娜@example.org")]
    public void What_is_no_address_is_none(string typed) => Assert.Null(ContactAddress.Read(typed));

    [Fact]
    public void A_nickname_keeps_its_letters_and_loses_its_width()
    {
        Assert.True(MemberBook.TryReadNickname("　小明Ａ１　", out var nickname));
        Assert.Equal("小明A1", nickname);
    }
}
