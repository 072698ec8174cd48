namespace Wellspring.Server.Pages;

/// <param name="Reference">What to say when asking after it; the log has the same.</param>
public sealed record FailureModel(int Status, string Reference);
