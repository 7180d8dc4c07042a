/**
 * Words for headings of the Harmonized System, in our own wording, so that a product is found without its number. The
 * schedule itself has codes only. A text of digits is searched as a code.
 */
const words = `
0102 cattle, live|0201 beef, fresh or chilled|0202 beef, frozen|0203 pork|0207 chicken, poultry meat|0302 fish, fresh|0303 fish, frozen|0304 fish fillets
0306 shrimp, lobster, crab, crustaceans|0307 squid, scallops, molluscs|0402 milk powder|0406 cheese|0602 live plants|0702 tomatoes|0703 onions, garlic
0709 peppers, asparagus, other vegetables|0801 coconuts, cashew nuts|0802 almonds, pistachios, walnuts, nuts|0803 bananas|0804 avocados, mangoes, dates, pineapples|0805 oranges, lemons, citrus
0808 apples, pears|0810 berries, strawberries, kiwifruit|0901 coffee|0902 tea|1001 wheat|1005 maize, corn|1006 rice
1007 sorghum|1201 soybeans, soya beans|1507 soya bean oil|1511 palm oil|1514 rapeseed oil, canola|1701 sugar|1806 chocolate
2009 fruit juice|2106 food preparations|2203 beer|2204 wine|2208 spirits, whisky, vodka|2304 soya bean meal, animal feed|2401 tobacco
2402 cigarettes|2505 sand|2523 cement|2601 iron ore|2603 copper ore|2701 coal|2709 crude oil, petroleum
2710 refined petroleum, gasoline, diesel|2711 natural gas, LNG, propane|2804 polysilicon, silicon, hydrogen|2805 rare earth metals, scandium, yttrium|2836 lithium carbonate, soda|2846 rare earth compounds|2933 nitrogen heterocyclic compounds, fentanyl precursors
2937 hormones, insulin compounds|2941 antibiotics|3002 vaccines, blood, antisera|3004 medicines, pharmaceuticals, drugs|3102 nitrogen fertiliser|3104 potash, potassium fertiliser|3105 mixed fertiliser
3304 cosmetics, make-up|3808 pesticides, herbicides|3901 polyethylene, plastics|3907 polyesters, polycarbonates|3923 plastic packaging, bags, bottles|3924 plastic tableware, household articles|3926 articles of plastics
4011 tyres, tires|4015 rubber gloves|4104 leather|4202 bags, suitcases, handbags|4407 lumber, sawn wood|4412 plywood|4418 joinery, windows, doors of wood
4703 wood pulp|4802 paper, printing paper|4901 books|5201 cotton, raw|5402 synthetic yarn|6109 T-shirts|6110 sweaters, pullovers
6104 women's suits, dresses, knitted|6203 men's suits, trousers, jeans|6204 women's dresses, trousers, skirts|6210 protective garments|6302 bed linen, towels|6307 masks, made-up textiles|6402 shoes of rubber or plastics
6403 leather shoes|6404 textile shoes, trainers|6505 hats|6704 wigs|6907 ceramic tiles|6910 ceramic sinks, toilets|7007 safety glass
7108 gold|7113 jewellery|7202 ferro-alloys|7204 steel scrap|7208 hot-rolled steel|7209 cold-rolled steel|7210 coated steel, galvanised steel
7213 steel wire rod|7304 steel pipes, seamless|7308 steel structures|7318 screws, bolts, nuts of steel|7321 stoves, grills|7323 steel kitchenware|7326 articles of steel
7403 refined copper|7408 copper wire|7601 aluminium, aluminum|7604 aluminium profiles, extrusions|7606 aluminium plates, sheet|7607 aluminium foil|8103 tantalum
8111 manganese|8112 gallium, germanium, indium|8207 tools, interchangeable|8211 knives|8302 hinges, mountings|8407 petrol engines|8408 diesel engines
8411 jet engines, gas turbines|8413 pumps|8414 fans, compressors|8415 air conditioners|8418 refrigerators, freezers|8421 filters, centrifuges|8422 dishwashers
8426 cranes|8427 forklift trucks|8429 bulldozers, excavators|8431 parts of lifting machinery|8443 printers|8450 washing machines|8471 computers, laptops, servers, hard disks
8473 parts of computers|8481 taps, valves|8482 bearings|8483 gears, shafts|8486 chip-making machines, lithography|8501 electric motors|8504 transformers, chargers, power supplies
8505 magnets, permanent magnets|8507 batteries, lithium-ion batteries|8508 vacuum cleaners|8509 kitchen appliances|8516 heaters, hair dryers, microwave ovens|8517 smartphones, telephones, routers, network equipment|8518 loudspeakers, headphones
8521 video players|8523 solid-state drives, memory cards|8525 cameras, webcams|8526 radar, drones' remote controls|8527 radios|8528 televisions, monitors|8529 parts of displays, antennas
8534 printed circuits|8536 switches, plugs, connectors|8537 control panels|8539 lamps, LED|8541 semiconductors, diodes, solar cells, solar panels|8542 chips, integrated circuits, processors, memory|8544 cables, wire
8602 locomotives|8701 tractors|8703 cars, passenger cars, electric cars|8704 trucks, pick-ups|8708 car parts, auto parts|8711 motorcycles|8712 bicycles
8714 parts of bicycles|8715 baby carriages|8716 trailers|8802 aircraft, aeroplanes|8806 drones, unmanned aircraft|8807 parts of aircraft|8901 ships, container ships
9001 optical fibres, lenses|9013 lasers, optical devices|9018 medical instruments, syringes|9021 orthopaedic appliances, pacemakers|9022 X-ray apparatus|9027 analysis instruments|9032 thermostats, control instruments
9102 wrist-watches|9306 ammunition|9401 seats, chairs, car seats|9403 furniture|9404 mattresses|9405 lighting fittings|9503 toys, dolls
9504 game consoles, video games|9505 Christmas decorations|9506 sports equipment, golf clubs|9603 brushes, toothbrushes|9608 pens|9613 lighters|9619 nappies, sanitary towels
`;

const chapters = `
01 live animals|02 meat|03 fish and seafood|04 dairy, eggs, honey|05 other animal products|06 plants and flowers|07 vegetables|08 fruit and nuts|09 coffee, tea, spices|10 cereals
11 flour, malt, starch|12 oil seeds, medicinal plants|13 gums and resins|14 other vegetable products|15 fats and oils|16 prepared meat and fish|17 sugar and sweets|18 cocoa|19 bakery, pasta|20 prepared vegetables and fruit
21 other foods|22 drinks|23 animal feed|24 tobacco|25 salt, stone, cement|26 ores|27 fuels|28 inorganic chemicals|29 organic chemicals|30 pharmaceuticals
31 fertilisers|32 dyes, paints|33 perfumes, cosmetics|34 soap|35 glues, enzymes|36 explosives, fireworks|37 photographic goods|38 other chemicals|39 plastics|40 rubber
41 hides|42 leather goods|43 furs|44 wood|45 cork|46 basketware|47 pulp|48 paper|49 printed matter|50 silk
51 wool|52 cotton|53 other vegetable fibres|54 synthetic filaments|55 synthetic staple fibres|56 felt, rope|57 carpets|58 special fabrics|59 coated fabrics|60 knitted fabrics
61 knitted clothing|62 woven clothing|63 other textiles|64 shoes|65 hats|66 umbrellas|67 feathers, artificial flowers|68 stone articles|69 ceramics|70 glass
71 precious stones and metals|72 iron and steel|73 articles of steel|74 copper|75 nickel|76 aluminium|78 lead|79 zinc|80 tin|81 other metals
82 tools, cutlery|83 metal fittings|84 machinery|85 electrical equipment|86 railway equipment|87 vehicles|88 aircraft|89 ships|90 instruments|91 clocks and watches
92 musical instruments|93 arms|94 furniture, lamps|95 toys, sports goods|96 miscellaneous|97 art and antiques
`;

export interface Heading { code: string; name: string }

const read = (text: string): Heading[] => text.trim().split(/[|\n]/).map((item) => ({ code: item.slice(0, item.indexOf(' ')), name: item.slice(item.indexOf(' ') + 1) }));

export const headings: Heading[] = [...read(words), ...read(chapters)];

export const digits = (text: string): string => text.replace(/[.\s-]/g, '');
export const isCode = (text: string): boolean => /^\d{2,10}$/.test(digits(text));

/** 8517130000 as 8517.13.0000. */
export const dotted = (code: string): string => [code.slice(0, 4), code.slice(4, 6), code.slice(6)].filter(Boolean).join('.');

/** Headings with all the words typed, in any order, as beginnings of words first, then within them; plurals count. */
export function search(text: string, most = 12): Heading[] {
  const asked = text.toLowerCase().split(/[^a-z0-9']+/).filter((w) => w.length > 1).map((w) => (w.length > 3 ? w.replace(/s$/, '') : w));
  if (!asked.length) return [];
  return headings
    .map((h) => {
      const list = h.name.toLowerCase().split(/[^a-z0-9']+/);
      const places = asked.map((w) => {
        const at = list.findIndex((x) => x.startsWith(w));
        const inside = at >= 0 || w.length < 4 ? -1 : list.findIndex((x) => x.includes(w));
        return at >= 0 ? at : inside >= 0 ? inside + 6 : -1;
      });
      return { h, score: places.some((p) => p < 0) ? -1 : places.reduce((a, b) => a + b, 0) + (h.code.length === 2 ? 3 : 0) };
    })
    .filter((x) => x.score >= 0)
    .sort((a, b) => a.score - b.score)
    .slice(0, most)
    .map((x) => x.h);
}

/** The narrowest words there are for a code. */
export function wordsFor(code: string): string {
  const found = headings.filter((h) => code.startsWith(h.code)).sort((a, b) => b.code.length - a.code.length)[0];
  return found?.name ?? '';
}
