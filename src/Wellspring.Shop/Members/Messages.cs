using Wellspring.Core;
using Wellspring.Shop.Database;

namespace Wellspring.Shop.Members;

/// <summary>What is written to people about their account. No message carries more than its reader needs.</summary>
internal static class Messages
{
    /// <summary>Sends a fresh code to an address.</summary>
    public static void SendCode(
        ShopTransaction transaction, string purpose, ContactAddress address, bool english, Instant now)
    {
        var code = OneTimeCodes.Issue(transaction, purpose, address, now);
        Outbox.Write(
            transaction, address, new("验证码", "Your code"),
            new(
                $"您的验证码是 {code},10 分钟内有效,只能使用一次。请勿告诉任何人;如非本人操作,请忽略。",
                $"Your code is {code}. It is valid for 10 minutes and works once. Tell it to nobody; if you did not "
                + "ask for it, ignore this message."),
            english, now, OneTimeCodes.Life);
    }

    /// <summary>Tells the old address that it was replaced.</summary>
    public static void TellMoved(ShopTransaction transaction, ContactAddress old, bool english, Instant now) =>
        Outbox.Write(
            transaction, old, new("登录方式已更改", "Your login was changed"),
            new(
                "您账户的登录地址已改为另一个,此地址不再能登录。如非本人操作,请立即在登录页选择“无法登录”联系人工。",
                "The address you log in with was replaced; this one no longer works. If this was not you, choose "
                + "“I cannot log in” on the login page at once."),
            english, now, Duration.Days(2));
}
