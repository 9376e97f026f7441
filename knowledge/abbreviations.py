"""What a full stop may belong to other than a sentence's end: abbreviations, ordinals; and words that open a sentence.

All words are casefolded and without their last full stop. `NEVER_FINAL` abbreviations are always followed by something
of the same sentence. `SOMETIMES_FINAL` ones end a sentence when a sentence opener follows, `USUALLY_FINAL` ones when a
capital does. `BEFORE_NUMBER` ones are abbreviations only when a number follows ("Art. 5", "No. 3").
"""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.document import Language


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TITLES = _words(
    "dr prof mr mrs ms mx st hon rev fr sr. gen col lt sgt maj capt cmdr adm gov sen rep pres supt messrs mme "
    "mlle mt ft dipl dipl.-ing dipl.-inf dipl.-kfm ing mag msgr vs e.g i.e cf viz ca approx"
)
_FIRMS = _words(
    "inc ltd corp co bros jr sr u.s u.k u.n u.s.a e.u d.c l.a ph.d m.d b.a m.a b.sc m.sc ll.m esq et al plc"
)
_NEVER_DE = _words(
    "hr hrn fr frl bspw beisp vgl sog z.b z.t z.zt z.hd d.h i.d.r i.a i.v i.e i.b u.u u.ä. v.a s.o s.u m.e "
    "m.w s.a p.a. gem inkl exkl zzgl bzgl evtl ggf gegr geb gest verh hl kath evang ev dt franz engl lat "
    "griech ital span russ türk arab hebr pers chin jap ahd mhd abk allg amtl bes bez dgl eigtl einschl "
    "entspr erw hrsg int jew jährl lfd max mind mtl nördl südl östl westl od bearb mitarb übers präs vorm verl "
    "forts parl phil rd ref rer nat med jur "
    "sen rk schweiz österr städt tägl tgl tsd ugs urspr verf wiss zus zw zit bundesst freiw stellv b.z.w hist "
    "mögl moegl ehem ehm vors komm reg univ o.g o.a g.g u.v.m. i.r.d i.s.v i.s.d a.a.o lt aufl ausg sankt "
    "o.b.d.a"
)
_NEVER_EN = _words(
    "assoc admin trans philos equiv suppl illus orig contd attrib geogr biol chem math theol "
    "fig dept univ assn est incl resp esp adj prev repr avg det insp prop misc gov't st mfg intl natl"
)
_SOMETIMES_DE = _words(
    "mio mrd bio tsd usf bzw u.a u.s.f e.v a.d i.r d.j d.m n.chr v.chr n.c v.u.z n.u.z chr e.g. o.j o.o min "
    "std sek jh jhd jhdt jg str pl tel hbf bhf gmbh mbh kg.a.a co.kg jun sen dez okt nov sept aug feb jan "
    "betr gesch ges abt adr anm fa fam i.b g.m.b.h s.a s.p.a n.v b.v p.s n.n verw mill mia rp fr dm vol tl el "
    "stk stck ts s.l z.k z.d.a p.p"
)
_SOMETIMES_EN = _words(
    "mo ca. calif conn mass mich minn penn tenn tex wash wis ariz ark colo del fla ill ind kan ky md miss "
    "mont neb nev okla ore va vt wyo ave blvd rd bldg rte hwy jan feb aug sept sep oct nov dec mon tue tues "
    "wed thu thurs fri b.c a.d b.c.e c.e r.i n.y n.j n.c n.h n.m s.c s.d n.d w.va p.o p.s q.v bn mn min hr "
    "hrs sec ext"
)
NEVER_FINAL: Mapping[Language, frozenset[str]] = {"de": _TITLES | _NEVER_DE, "en": _TITLES | _NEVER_EN}
SOMETIMES_FINAL: Mapping[Language, frozenset[str]] = {"de": _FIRMS | _SOMETIMES_DE, "en": _FIRMS | _SOMETIMES_EN}
USUALLY_FINAL: Mapping[Language, frozenset[str]] = {
    "de": _words("usw etc u.s.w ff f o.ä o.dgl u.dgl u.v.m u.v.a u.a.m u.ä p.a a.m p.m"),
    "en": _words("etc a.m p.m ff et.al"),
}
BEFORE_NUMBER: Mapping[Language, frozenset[str]] = {
    "de": _words(
        "nr nrn art abs s bd bde kap abb tab ziff rn hs jan feb mär apr jun jul aug sep sept okt nov dez tel no "
        "vol fig lit par pos anm taf sp seite v abschn teilz az hdnr tarif pkt"
    ),
    "en": _words(
        "no nos art fig figs vol vols ch chap sec pp p pt para eq ed mar jan feb apr jun jul aug sep sept oct nov "
        "dec ver tel app ref"
    ),
}

MONTHS = _words(
    "januar jänner februar feber märz april mai juni juli august september oktober november dezember jan feb "
    "mär apr jun jul aug sep sept okt nov dez january february march may june july october december"
)
WEEKDAYS = _words(
    "monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag "
    "samstag sonnabend sonntag"
)

# What a German ordinal number usually stands before, besides months.
ORDINAL_NOUNS = _words(
    "jahrhundert jahrhunderts jahrhunderten jahrtausend jahrtausends jahrestag jahrgang jahr jahres platz "
    "platzes rang mal auflage ausgabe klasse klassen bundesliga liga weltkrieg weltkriegs weltkrieges armee "
    "spieltag spieltags minute stock stockwerk etage geburtstag geburtstags runde quartal quartals halbjahr "
    "woche tag tages tag monat kapitel bezirk senat kammer zivilsenat strafsenat staffel folge episode teil "
    "band generation republik reich hälfte halbzeit stunde schuljahr semester lebensjahr lebensjahres "
    "todestag hochzeitstag advent gebot grad grades wahlgang wahlperiode legislaturperiode bundestag "
    "bundestages bundestags division dynastie internationale symphonie sinfonie buch akt szene satz satzes "
    "absatz lesung etappe lauf bürgermeister vorsitzende vorsitzender präsident auswärtssieg heimsieg "
    "saisontor länderspiel tor saison parteitag kongress kirchentag filmfestspiele spiele schicht preis "
    "breitengrad längengrad breitenkreis internationalen internationaler welle dimension person obergeschoss "
    "obergeschosses arrondissement juniwoche kalenderwoche fassung ergänzung änderung verfassungszusatz "
    "zusatzartikel"
)
# After one of these a German number with a full stop is an ordinal.
BEFORE_ORDINAL = _words(
    "am im zum vom beim ins ans der die das den dem des ein eine einen einem einer eines sein seine seinen "
    "seinem seiner ihr ihre ihren ihrem ihrer mein meine meinen meinem meiner unser unsere unserem unseren "
    "unserer jeder jede jedes jeden jedem dieser diese dieses diesen diesem zur bis ab seit und oder deren "
    "dessen kein keine bereits erst"
)
# After one of these a letter or a number is a name's end ("Plan B.", "Seite 3."), not an initial or an ordinal.
LETTERED = _words(
    "plan vitamin typ gruppe klasse serie series variante hepatitis group type grade class team stufe option "
    "kategorie category phase punkt part teil model modell block blutgruppe ebene level figur tor gate note "
    "unter unit"
)
SHOUTED_NAMES = _words("yahoo jeopardy joomla hurra oh! mamma")  # "Yahoo! Inc.": the mark belongs to the name
# Names that keep their small letter at the beginning of a sentence; "iPhone" and the like are known by their shape.
LOWER_NAMES = _words(
    "containerd etcd systemd httpd sshd launchd dockerd journald kubectl kubeadm kubelet runc crun npm pnpm conda "
    "nginx vim emacs git curl wget bash zsh sudo cron grep sed awk rsync ssh iptables nftables numpy pandas scipy "
    "scikit-learn pytest asyncio aiohttp httpx ffmpeg gzip tmux jq gcc clang cmake webpack adidas"
)
SPEECH = _words(
    "said says asked asks replied added wrote writes told shouted cried answered exclaimed explained called "
    "yelled whispered demanded wondered"
)

_OPENERS_DE = _words(
    "der die das den dem des ein eine einen einem einer er sie es wir ich ihr man dies diese dieser dieses "
    "diesen diesem jener jene jenes dann danach darauf dabei dafür dagegen damit daher darum deshalb deswegen "
    "dennoch doch aber und oder denn sondern jedoch allerdings auch außerdem zudem inzwischen mittlerweile "
    "nun jetzt heute gestern morgen damals später zuvor vorher nachdem bevor als wenn weil da dass ob obwohl "
    "während bis seit seitdem in im an am auf aus bei beim mit nach von vom vor zu zum zur über unter durch "
    "für gegen ohne um wegen trotz laut so wie wo wer was wann warum welche welcher welches hier dort nur "
    "noch schon sogar selbst viele einige alle kein keine keiner mehrere beide jeder jede jedes zwar "
    "insgesamt schließlich zuletzt zunächst anschließend ebenso mein meine sein seine ihre unser unsere nicht "
    "nichts niemand jemand vielleicht leider dadurch hierbei hierzu dazu davon seither derzeit gleichzeitig "
    "bisher weitere weil ja nein trotzdem sonst somit folglich infolgedessen neben innerhalb außerhalb "
    "seitens"
)
_OPENERS_EN = _words(
    "the a an he she it they we i you this that these those his her its their our my your in on at by for "
    "from with without after before during since until when while where why who what which how if although "
    "though because but and or so yet nor then there here now today yesterday tomorrow later however moreover "
    "furthermore meanwhile also as to of into about over under between among through despite according many "
    "most some all both each every no none not only even still once one two another other such several "
    "instead thus therefore finally first next perhaps let did do does is are was were can could will would "
    "should has have had nobody everyone everybody someone nothing"
)
OPENERS: Mapping[Language, frozenset[str]] = {"de": _OPENERS_DE, "en": _OPENERS_EN}
