using System.Collections.Frozen;

namespace Portal.Domain.ImagingOrders;

/// <summary>Which files OMERO can read, by what their names end in.</summary>
public static class ImageFormats
{
    // Bio-Formats' readers: microscopes and scanners, then medicine and spectra, then pictures and films, then plates and what lies beside the pixels.
    private const string Extensions =
        """
        czi cxd lsm zvi zeiss xml lif xlef lof lei scn nd nd2 oif oib oir vsi ims ids ics im3 ipl ipm ipw lim liff mvd2 sld sldy stk stp sxm dv r3d mrc mrcs rec st ali map
        svs ndpi ndpis bif vms qptiff pcoraw tnb vws afi sif spe spi seq sm2 sm3 spc sdt obf msr obsep l2d lms amiramesh am grey hx labels al3d 1sc gel img afm zfp zfr xqd xqf xys i2i
        aim apl mtb naf fff ffr fdf frm par mea omp2info dat exp wat wpi dti mod acff cif hed his inr klb psd res top xv pr3 raw vff v 2fl 2 3 4
        dcm dicom dcimg hdr nii nhdr nrrd mnc fits arf hdf h5 ch5 dib dm2 dm3 dm4 crw cr2 nef mrw pds tfr
        tif tiff tf2 tf8 btf ome png jpg jpk j2k jp2 jpf jpx gif bmp pcx pic pict pgm pbm ppm tga eps epsi ps avi mov mng fli flex
        mdb db htd pnl rcpnl xdce c01 cfg com csv txt html gz bin bip
        """;

    private static readonly FrozenSet<string> Known = Extensions.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
        .Select(e => "." + e).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> KnownSpans = Known.GetAlternateLookup<ReadOnlySpan<char>>();

    public static IReadOnlyCollection<string> All => Known;

    /// <summary>Whether a file of this name can be chosen.</summary>
    public static bool Reads(ReadOnlySpan<char> name) => KnownSpans.Contains(Path.GetExtension(name));
}
