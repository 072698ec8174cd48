using Wellspring.Shop.Texts;

namespace Wellspring.Server.Members;

/// <summary>The operator's notices that are shown now.</summary>
public sealed record NoticesModel(IReadOnlyList<Notice> Notices);
