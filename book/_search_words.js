const ALSO = {
  clearance: ["response"], cleared: ["response"], clot: ["thrombosis"], clots: ["thrombosis"], contraindication: ["pregnant"],
  dropout: ["withdrawn"], dvt: ["thrombosis"], embolism: ["thrombosis"], flare: ["relapse"], harm: ["adverse"], harms: ["adverse"],
  kidney: ["proteinuria"], nausea: ["vomiting"], nerve: ["polyneuropathy"], neuropathy: ["polyneuropathy"],
  plaquenil: ["hydroxychloroquine"], pregnancy: ["pregnant", "teratogenic"], pregnant: ["pregnancy", "teratogenic"],
  recurrence: ["relapse"], revlimid: ["lenalidomide"], sickness: ["vomiting"], survival: ["kaplan"], teratogenic: ["pregnant"],
  thrombus: ["thrombosis"], toxicity: ["adverse"],
};
