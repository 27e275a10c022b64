namespace OpenSQT.Lmax.Simulated.Fronts;

/// <summary>How much of a limit is left after a request.</summary>
/// <param name="Limit">Requests in a window.</param>
/// <param name="Remain">Of them left; less than zero = the request was one too many.</param>
/// <param name="ResetMs">When the window ends.</param>
internal readonly record struct FrontUsage(int Limit, int Remain, long ResetMs)
{
    public bool IsExceeded => Remain < 0;
}
