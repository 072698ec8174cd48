using Wellspring.Core;
using Wellspring.Shop.Members;

namespace Wellspring.Server.Members;

/// <summary>What is said when a code does not open the door.</summary>
internal static class LoginWords
{
    public static Bilingual TooOften { get; } = new(
        "尝试太频繁,请一小时后再试,或联系人工。", "Too many attempts: try again in an hour, or ask a human.");

    public static Bilingual Of(CodeOutcome outcome) => outcome switch
    {
        CodeOutcome.Spent => new(
            "验证码错误次数过多,已作废。请再发一次。", "Too many wrong attempts: this code is void. Ask for another one."),
        CodeOutcome.Expired => new(
            "验证码已过期或已使用。请再发一次。", "This code is too old or was used already. Ask for another one."),
        _ => new("验证码不对,请核对后再填。", "This is not the code. Check it and type it again."),
    };
}

/// <summary>What is said about a profile.</summary>
internal static class ProfileWords
{
    public static Bilingual NicknameTooLong { get; } = new("昵称最多 20 个字。", "A nickname has at most 20 characters.");
}
