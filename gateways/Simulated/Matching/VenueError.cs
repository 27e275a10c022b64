namespace OpenSQT.Lmax.Simulated.Matching;

/// <summary>A refusal in the venue's own words. Code 0 is "no error".</summary>
public readonly record struct VenueError(int Code, string Message, int HttpStatus = 400)
{
    public static VenueError None => default;

    public bool IsNone => Code == 0;
}
